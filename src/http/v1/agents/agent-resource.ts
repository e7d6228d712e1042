import Type from "typebox";
import { agentFields } from "../../../agents/agent-fields.ts";
import type { AgentInput } from "../../../agents/agents.ts";
import { type Body, givenOnV1, HciClicker, resource, SettingsObject, v1Body } from "../../core/field-bodies.ts";
import { Id, Instant } from "../../core/ids.ts";
import { answeredOfAgent } from "../../wire/agents/agent-view.ts";

const Membership = Type.Object({ dialGroupId: Id, hciClicker: HciClicker }, { additionalProperties: false });
const Member = Type.Object({ agentId: Id, hciClicker: HciClicker }, { additionalProperties: false });

export const DialGroupMembers = Type.Object(
  { members: Type.Array(Member, { maxItems: 10_000 }) },
  { additionalProperties: false },
);

const more = {
  settings: Type.Optional(SettingsObject),
  dialGroups: Type.Optional(
    Type.Array(Membership, {
      maxItems: 10_000,
      description: "the agent's dial groups, in the place of those they had",
    }),
  ),
};

export const AgentResource = resource("Agent", agentFields, {
  agentId: Type.Integer(),
  agentGroupId: Type.Integer(),
  groupName: Type.String(),
  dialGroups: Type.Array(Membership),
  settings: SettingsObject,
  createdAt: Instant,
});

export const OrphanedLeads = Type.Optional(
  Type.Integer({
    description:
      "Leads with a callback by an agent, or reserved for one, that nobody is served since this change; orphanedLeadsOnly finds them; absent: none",
  }),
);
export const AgentAfterChange = Type.Intersect([AgentResource, Type.Object({ orphanedLeads: OrphanedLeads })]);

export const NewAgent = v1Body(agentFields, ["username"], { agentGroupId: Id, ...more });
export const ChangedAgent = v1Body(agentFields, [], { agentGroupId: Type.Optional(Id), ...more });

export function givenAgent(body: Body): AgentInput {
  const { dialGroups, agentGroupId } = body as Pick<AgentInput, "dialGroups" | "agentGroupId">;
  return { ...givenOnV1(agentFields, answeredOfAgent, body), dialGroups, agentGroupId };
}
