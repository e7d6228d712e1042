import type { AgentGroup, AgentValues } from "../../api/shapes.ts";
import type { Choice, SpecsOf } from "../../ui/form/field-spec.ts";

const types = [
  { value: "AGENT", label: "Agent" },
  { value: "SUPERVISOR", label: "Supervisor" },
  { value: "MULTI_USER", label: "Shared agent" },
  { value: "MULTI_SUPERVISOR", label: "Shared supervisor" },
];
export const typeLabel = (type: string) => types.find(({ value }) => value === type)?.label ?? type;

/** The editable fields of an agent, with the group. */
export type AgentEdit = AgentValues & { agentGroupId: number };

export const agentSpecs = (groups: Choice[]): SpecsOf<AgentEdit> => ({
  firstName: { kind: "text", label: "First name" },
  lastName: { kind: "text", label: "Last name" },
  username: {
    kind: "text",
    required: true,
    label: "Username",
    help: "Unique in the account. Dialers identify the agent by it.",
  },
  email: { kind: "text", label: "Email" },
  agentGroupId: { kind: "choice", label: "Group", choices: groups },
  agentType: { kind: "choice", label: "Type", choices: types },
  isActive: {
    kind: "flag",
    label: "Active",
    help: "Inactive agents get no leads. Leads reserved for them stay reserved; filter leads by “Agent unavailable” to find them.",
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
    label: "Default group",
    help: "Preselected for new agents. An account has at most one; setting this unsets the previous one.",
  },
};
