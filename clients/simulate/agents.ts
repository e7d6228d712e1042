/** What an agent is at. READING: a lead before it is called; CALLING: it rings, with the agent on the line. */
export type AgentState = "IDLE" | "READING" | "CALLING" | "TALKING" | "WRAPPING";

export interface Agent {
  agentId: number;
  name: string;
  state: AgentState;
  /** Since when, in simulated seconds. */
  since: number;
  /** Calls they had. */
  calls: number;
  /** Seconds they were busy before what they are at. */
  busy: number;
}

/** Sets what an agent is at, and counts how long they were at the last. */
export function turn(agent: Agent, state: AgentState, now: number): void {
  if (agent.state !== "IDLE") agent.busy += now - agent.since;
  agent.state = state;
  agent.since = now;
}

/** The share of the time since `begun` in which they were busy, 0 to 1. */
export function occupancy(agents: readonly Agent[], begun: number, now: number): number {
  const busy = agents.reduce((sum, { busy, state, since }) => sum + busy + (state === "IDLE" ? 0 : now - since), 0);
  return agents.length === 0 || now <= begun ? 0 : busy / (agents.length * (now - begun));
}
