import { chanceOf, type SeededRandom } from "../seeded-random.ts";
import type { Agent } from "./agents.ts";
import { type Api, ApiError } from "./api.ts";
import type { Options } from "./options.ts";
import { RecentCalls } from "./recent-calls.ts";

/** An agent's disposition, as far as it tells when to choose it. */
export interface Disposition {
  campaignId: number;
  name: string;
  isSuccess: boolean;
  isRequeued: boolean;
  doNotCall: boolean;
  isDisabled: boolean;
  requireNote: boolean;
}

/** A dial group that is worked for, and what it has come to. */
export interface Group {
  dialGroupId: number;
  name: string;
  mode: "PREDICTIVE" | "POWER" | "TCPA_SAFE_MODE" | "PREVIEW" | "CLICK_TO_TALK";
  /** The share of answered calls that may be abandoned, the least of its campaigns; 0 to 1. */
  target: number;
  agents: Agent[];
  dispositions: Map<number, Disposition[]>;
  /** When each call that rings began to, in simulated seconds, by claim. */
  ringing: Map<number, number>;
  recent: RecentCalls;
  /** For what is not a call's own. */
  chance: SeededRandom;
  /** Moments since when there was nothing to dial; undefined: there is. */
  waitingSince: number | undefined;
  calls: number;
  answered: number;
  abandoned: number;
  released: number;
  /** Claims that ended without us: refreshed, or lapsed while the server was away. */
  lost: number;
  /** What the server refused last. */
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

/** Reads whom there is to work for. An agent of several dial groups sits in the first. Throws Refused where there is nothing to do. */
export async function readCentre(api: Api, options: Options): Promise<Group[]> {
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
      target: targets.length > 0 ? Math.min(...targets) / 100 : 0.03,
      agents: agents.map(agentOf),
      dispositions: Map.groupBy(
        dispositions.filter(({ isDisabled }) => !isDisabled),
        ({ campaignId }) => campaignId,
      ),
      ringing: new Map(),
      recent: new RecentCalls(),
      chance: chanceOf(options.seed, dialGroupId),
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
      detail: "No active agent is assigned to these dial groups, so there is nobody to talk to the people who answer.",
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
