import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { agents, campaigns, lists } from "../api/queries.ts";
import type { Criteria } from "../api/shapes.ts";
import { stateLabel } from "../ui/states.tsx";
import { exactTime } from "./when.tsx";
import { humanized, outcomeOfPass } from "./words.ts";

/** What the console calls each criterion; one without a label does not compile. */
const labels: Record<keyof Criteria, string> = {
  campaignIds: "Campaign",
  campaignId: "Campaign",
  listIds: "List",
  leadIds: "Lead ID",
  externIds: "External ID",
  leadPhoneNumbers: "Phones",
  leadPhoneNum: "Phone",
  leadStates: "State",
  suppressed: "Suppressed",
  suppressedUntilCriteria: "Suppressed until",
  systemDispositions: "Last outcome",
  agentDispositions: "Agent disposition",
  agentId: "Last pass agent",
  pendingAgentId: "Reserved for",
  orphanedLeadsOnly: "Agent unavailable",
  leadPassesCriteria: "Passes",
  lastPassTimeCriteria: "Last pass",
  nextDialTimeCriteria: "Next dial time",
  loadedDtsStart: "Loaded from",
  loadedDtsEnd: "Loaded until",
  leadTimezones: "Time zone",
  physicalStates: "State or province",
  firstName: "First name",
  lastName: "Last name",
  address1: "Address 1",
  address2: "Address 2",
  city: "City",
  zip: "ZIP",
  emailAddress: "Email",
  callerId: "Caller ID",
  auxData1: "Aux data 1",
  auxData2: "Aux data 2",
  auxData3: "Aux data 3",
  auxData4: "Aux data 4",
  auxData5: "Aux data 5",
};

/** The label of a criterion; a name from a hand-made address as words. */
export const criterionLabel = (name: string) =>
  Object.hasOwn(labels, name) ? labels[name as keyof Criteria] : humanized(name);

export interface Names {
  campaign: (id: number) => string;
  list: (id: number) => string;
  agent: (id: number) => string;
}

/** Looks up names by id; `campaign 12` until loaded. The object stays the same until the names change. */
export function useNames(accountId: number): Names {
  const { data: allCampaigns } = useQuery(campaigns(accountId));
  const { data: allLists } = useQuery(lists(accountId));
  const { data: allAgents } = useQuery(agents(accountId));
  return useMemo(
    () => ({
      campaign: (id) => allCampaigns?.find(({ campaignId }) => campaignId === id)?.campaignName ?? `campaign ${id}`,
      list: (id) => allLists?.find(({ listId }) => listId === id)?.listDesc ?? `list ${id}`,
      agent(id) {
        const agent = allAgents?.find(({ agentId }) => agentId === id);
        return agent ? `${agent.firstName} ${agent.lastName}`.trim() || agent.username : `agent ${id}`;
      },
    }),
    [allCampaigns, allLists, allAgents],
  );
}

const comparisons: Record<string, string> = { GREATER_THAN: "more than", LESS_THAN: "fewer than", EQUALS: "exactly" };
const timeComparisons: Record<string, string> = { GREATER_THAN: "after", LESS_THAN: "before", EQUALS: "at" };

/** "more than 3", or "after Jul 1" if the limit is a moment. */
function comparisonInWords(comparison: object, moment: (value: string | number) => string): string {
  const { operator, value } = comparison as { operator: string; value: string | number };
  // A moment may also be in milliseconds since 1970, which no count of passes reaches.
  return Number(value) < 1e11 ? `${comparisons[operator]} ${value}` : `${timeComparisons[operator]} ${moment(value)}`;
}

/** The value of a criterion in words, to follow its label. */
export function criterionInWords(name: string, value: unknown, names: Names, timeZone: string | undefined): string {
  const shortened = (values: string[]) =>
    values.length > 3 ? `${values.slice(0, 2).join(", ")} and ${values.length - 2} more` : values.join(", ");
  // The address may have a value that is none.
  const moment = (one: unknown) => {
    const date = new Date(one as string | number);
    return Number.isNaN(date.getTime()) ? String(one) : exactTime(date, timeZone);
  };
  switch (name) {
    case "campaignIds":
      return shortened((value as number[]).map(names.campaign));
    case "campaignId":
      return names.campaign(value as number);
    case "listIds":
      return shortened((value as number[]).map(names.list));
    case "agentId":
    case "pendingAgentId":
      return names.agent(value as number);
    case "leadStates":
      return shortened((value as string[]).map(stateLabel));
    case "leadTimezones":
      return shortened((value as { name: string }[]).map((zone) => zone.name));
    case "suppressed":
      return { ONLY_SUPPRESSED: "yes", ONLY_UNSUPPRESSED: "no", ALL: "any" }[String(value)] ?? String(value);
    case "systemDispositions":
      return shortened((value as string[]).map(outcomeOfPass));
    case "loadedDtsStart":
    case "loadedDtsEnd":
      return moment(value);
    case "orphanedLeadsOnly":
      return "yes";
    default:
      if (typeof value === "object" && value !== null && "operator" in value) return comparisonInWords(value, moment);
      return Array.isArray(value) ? shortened(value.map(String)) : String(value);
  }
}

/** All criteria in one line: `State: Ready · City: Denver`. */
export function criteriaInWords(criteria: Criteria, names: Names, timeZone: string | undefined): string {
  const parts = Object.entries(criteria).map(
    ([name, value]) => `${criterionLabel(name)}: ${criterionInWords(name, value, names, timeZone)}`,
  );
  return parts.length === 0 ? "all leads in the account" : parts.join(" · ");
}
