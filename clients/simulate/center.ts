import { type SeededRandom, seededRandomFor } from "../seeded-random.ts";
import type { Agent } from "./agents.ts";
import { type Api, ApiError } from "./api.ts";
import type { Options } from "./options.ts";
import { RecentCalls } from "./recent-calls.ts";

/** An agent disposition, with the fields that decide how often agents choose it. */
export interface Disposition {
  campaignId: number;
  name: string;
  isSuccess: boolean;
  isRequeued: boolean;
  doNotCall: boolean;
  isDisabled: boolean;
  requireNote: boolean;
}

/** A dial group that the floor works for, with its state and totals. */
export interface Group {
  dialGroupId: number;
  name: string;
  mode: "PREDICTIVE" | "POWER" | "TCPA_SAFE_MODE" | "PREVIEW" | "CLICK_TO_TALK";
  /** The share of answered calls that may be abandoned, 0 to 1: the lowest target of its active campaigns. */
  target: number;
  agents: Agent[];
  /** By campaign. */
  dispositions: Map<number, Disposition[]>;
  /** When each ringing call began, in simulated seconds, by claim. */
  ringing: Map<number, number>;
  recent: RecentCalls;
  /** Randomness that does not belong to a single call. */
  random: SeededRandom;
  /** Since when there has been nothing to dial, in simulated seconds; undefined if there is something. */
  waitingSince: number | undefined;
  calls: number;
  answered: number;
  abandoned: number;
  released: number;
  /** Claims that the floor lost: freed by a refresh, or lapsed while the server was unreachable. */
  lost: number;
  /** The server's latest refusal. */
  problem: string | undefined;
}

interface DialGroup {
  dialGroupId: number;
  dialGroupName: string;
  dialMode: Group["mode"];
  isActive: boolean;
}

interface AgentRow {
  agentId: number;
  firstName: string;
  lastName: string;
  username: string;
  isActive: boolean;
  dialGroups: { dialGroupId: number }[];
}

interface Items<Item> {
  items: Item[];
}

/**
 * Reads the dial groups to work for, with their agents and dispositions. An agent of several dial groups works in the first one
 * only. Throws ApiError if a requested dial group does not exist or no dial group has an active agent.
 */
export async function readCenter(api: Api, options: Options): Promise<Group[]> {
  const { items: all } = await api.send<Items<DialGroup>>("GET", "dial-groups");
  const { items: everyone } = await api.send<Items<AgentRow>>("GET", "agents");
  const { items: dispositions } = await api.send<Items<Disposition>>("GET", "dispositions");
  const missing = options.dialGroups.find((id) => !all.some(({ dialGroupId }) => dialGroupId === id));
  if (missing !== undefined) throw new ApiError(404, { detail: `There is no dial group ${missing} in this account.` });
  const chosen = all.filter(({ dialGroupId, isActive }) =>
    options.dialGroups.length > 0 ? options.dialGroups.includes(dialGroupId) : isActive,
  );
  const seated = new Set<number>();
  const groups: Group[] = [];
  for (const { dialGroupId, dialGroupName, dialMode } of chosen) {
    const { items: campaigns } = await api.send<Items<{ targetAbandonRate: number; isActive: number }>>(
      "GET",
      `campaigns?dialGroupId=${dialGroupId}`,
    );
    const targets = campaigns.filter(({ isActive }) => isActive > 0).map((one) => one.targetAbandonRate);
    const agents = everyone
      .filter(
        ({ agentId, isActive, dialGroups }) =>
          isActive && !seated.has(agentId) && dialGroups.some((one) => one.dialGroupId === dialGroupId),
      )
      .slice(0, options.agents);
    for (const { agentId } of agents) seated.add(agentId);
    groups.push({
      dialGroupId,
      name: dialGroupName,
      mode: dialMode,
      target: targets.reduce((least, target) => Math.min(least, target), targets[0] ?? 3) / 100,
      agents: agents.map(agentOf),
      dispositions: Map.groupBy(
        dispositions.filter(({ isDisabled }) => !isDisabled),
        ({ campaignId }) => campaignId,
      ),
      ringing: new Map(),
      recent: new RecentCalls(),
      random: seededRandomFor(options.seed, dialGroupId),
      waitingSince: undefined,
      calls: 0,
      answered: 0,
      abandoned: 0,
      released: 0,
      lost: 0,
      problem: undefined,
    });
  }
  if (groups.every(({ agents }) => agents.length === 0))
    throw new ApiError(409, {
      detail: "No active agent is assigned to these dial groups, so nobody could talk to the people who answer.",
    });
  return groups.filter(({ agents }) => agents.length > 0);
}

const agentOf = ({ agentId, firstName, lastName, username }: AgentRow): Agent => ({
  agentId,
  name: `${firstName} ${lastName}`.trim() || username,
  state: "IDLE",
  since: 0,
  calls: 0,
  busy: 0,
});
