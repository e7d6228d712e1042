import type { AgentGroup, AgentValues } from "../../api/shapes.ts";
import type { Choice, SpecsOf } from "../../ui/form/field-spec.ts";

const types = [
  { value: "AGENT", label: "Agent" },
  { value: "SUPERVISOR", label: "Supervisor" },
  { value: "MULTI_USER", label: "Shared by several people" },
  { value: "MULTI_SUPERVISOR", label: "Supervisor, shared by several people" },
];
export const typeLabel = (type: string) => types.find(({ value }) => value === type)?.label ?? type;

/** What is edited of an agent: their fields, their group, and the dial groups they work in. */
export type AgentEdit = AgentValues & { agentGroupId: number };

export const agentSpecs = (groups: Choice[]): SpecsOf<AgentEdit> => ({
  firstName: { kind: "text", label: "First name" },
  lastName: { kind: "text", label: "Last name" },
  username: {
    kind: "text",
    required: true,
    label: "Username",
    help: "Once in the account; dialers know the agent by it.",
  },
  email: { kind: "text", label: "Mail address" },
  agentGroupId: { kind: "choice", label: "Group", choices: groups },
  agentType: { kind: "choice", label: "Kind", choices: types },
  isActive: {
    kind: "flag",
    label: "At work",
    help: "Off: gets no leads. What is reserved for them stays so, and can be found as leads whose agent is gone.",
  },
});

export const newAgent: AgentValues = {
  username: "",
  firstName: "",
  lastName: "",
  email: "",
  agentType: "AGENT",
  isActive: true,
};

export type AgentGroupEdit = Pick<AgentGroup, "groupName" | "isDefault">;

export const agentGroupSpecs: SpecsOf<AgentGroupEdit> = {
  groupName: { kind: "text", required: true, label: "Name" },
  isDefault: {
    kind: "flag",
    label: "The usual group",
    help: "Of an account, one is at most: the one that was made it last.",
  },
};
