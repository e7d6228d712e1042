/** READING: the agent previews a lead before calling it. CALLING: the lead's phone rings with the agent on the line. */
export type AgentState = "IDLE" | "READING" | "CALLING" | "TALKING" | "WRAPPING";

export interface Agent {
  agentId: number;
  name: string;
  state: AgentState;
  /** When the agent entered this state, in simulated seconds. */
  since: number;
  /** Calls the agent has taken. */
  calls: number;
  /** Simulated seconds the agent was busy before the current state. */
  busy: number;
}

/** Moves an agent to a state and adds the time in the previous one to `busy`, unless it was IDLE. */
export function setAgentState(agent: Agent, state: AgentState, now: number): void {
  if (agent.state !== "IDLE") agent.busy += now - agent.since;
  agent.state = state;
  agent.since = now;
}

/** The share of the time since `begun` in which the agents were busy, 0 to 1. */
export function occupancy(agents: readonly Agent[], begun: number, now: number): number {
  const busy = agents.reduce((sum, { busy, state, since }) => sum + busy + (state === "IDLE" ? 0 : now - since), 0);
  return agents.length === 0 || now <= begun ? 0 : busy / (agents.length * (now - begun));
}
