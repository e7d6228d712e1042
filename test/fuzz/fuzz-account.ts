import type { Client } from "../support/client.ts";
import type { Known } from "./value-for.ts";

/** Fills an account with a little of everything, and returns what there is by the names of fields and paths. */
export async function fillFuzzAccount(client: Client, accountId: number): Promise<Known> {
  const post = async (path: string, body: object) => {
    const { status, body: made } = await client.request("POST", `/v1/accounts/${accountId}${path}`, body);
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(made)}`);
    return made as Record<string, number>;
  };
  const { dialGroupId } = await post("/dial-groups", { dialGroupName: "Fuzzed", dialMode: "PREDICTIVE" });
  const { campaignId } = await post("/campaigns", { dialGroupId, campaignName: "Fuzzed" });
  const { campaignId: other } = await post("/campaigns", { dialGroupId, campaignName: "Other" });
  const { agentGroupId } = await post("/agent-groups", { groupName: "Fuzzed" });
  const { agentId } = await post("/agents", { agentGroupId, username: "fuzz", firstName: "F", lastName: "Z" });
  const { dispositionId } = await post("/dispositions", { campaignId, name: "Sold" });
  const loaded = await client.request("POST", `/v1/accounts/${accountId}/campaigns/${campaignId}/leads`, {
    leads: Array.from({ length: 50 }, (_, i) => ({
      leadPhone: `+1415555${1000 + i}`,
      externId: `f${i}`,
      firstName: "Ann",
    })),
  });
  const { listId, results, actionId } = loaded.body as {
    listId: number;
    actionId: number;
    results: { leadId: number }[];
  };
  const numbers = (...ids: (number | undefined)[]) => ids.filter((id) => id !== undefined);
  return {
    accountId: [accountId, "~"],
    campaignId: numbers(campaignId, other),
    dialGroupId: numbers(dialGroupId),
    agentGroupId: numbers(agentGroupId),
    agentId: numbers(agentId),
    dispositionId: numbers(dispositionId),
    listId: [listId],
    leadId: results.map(({ leadId }) => leadId),
    actionId: [actionId],
    externId: results.map((_, i) => `f${i}`),
    leadPhoneNumber: results.map((_, i) => `+1415555${1000 + i}`),
  };
}
