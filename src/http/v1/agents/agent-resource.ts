import Type from "typebox";
import { agentFields } from "../../../agents/agent-fields.ts";
import type { AgentInput } from "../../../agents/agents.ts";
import {
  type Body,
  HciClicker,
  parseV1Body,
  resourceSchema,
  SettingsObject,
  v1Body,
} from "../../core/body/field-bodies.ts";
import { Id, Instant } from "../../core/ids.ts";
import { agentResponseNames } from "../../wire/agents/agent-view.ts";

const Membership = Type.Object({ dialGroupId: Id, hciClicker: HciClicker }, { additionalProperties: false });
const Member = Type.Object({ agentId: Id, hciClicker: HciClicker }, { additionalProperties: false });

/** Body that replaces the members of a dial group. */
export const DialGroupMembers = Type.Object(
  { members: Type.Array(Member, { maxItems: 10_000 }) },
  { additionalProperties: false },
);

const more = {
  settings: Type.Optional(SettingsObject),
  dialGroups: Type.Optional(
    Type.Array(Membership, {
      maxItems: 10_000,
      description: "Replaces the agent's dial groups",
    }),
  ),
};

export const AgentResource = resourceSchema("Agent", agentFields, {
  agentId: Type.Integer(),
  agentGroupId: Type.Integer(),
  groupName: Type.String(),
  dialGroups: Type.Array(Membership),
  settings: SettingsObject,
  createdAt: Instant,
});

/** Part of responses to changes that can leave leads without an agent. */
export const OrphanedLeads = Type.Optional(
  Type.Integer({
    description:
      "How many leads nobody can be handed since this change, because they are reserved for an agent or have an agent's callback. Find them with the criterion orphanedLeadsOnly. Absent: none",
  }),
);
export const AgentAfterChange = Type.Intersect([AgentResource, Type.Object({ orphanedLeads: OrphanedLeads })]);

export const NewAgent = v1Body(agentFields, ["username"], { agentGroupId: Id, ...more });
export const ChangedAgent = v1Body(agentFields, [], { agentGroupId: Type.Optional(Id), ...more });

export function parseAgent(body: Body): AgentInput {
  const { dialGroups, agentGroupId } = body as Pick<AgentInput, "dialGroups" | "agentGroupId">;
  return { ...parseV1Body(agentFields, agentResponseNames, body), dialGroups, agentGroupId };
}
