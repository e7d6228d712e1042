import Type from "typebox";
import type { ChangedLead } from "../../../leads/change/change-lead.ts";
import type { LeadRow } from "../../../leads/lead-row.ts";
import { textColumns } from "../../../leads/load/read-fields.ts";
import { leadStates, systemDispositions } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";

const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const Text = orNull(Type.String());
const texts = Object.fromEntries(Object.keys(textColumns).map((name) => [name, Text])) as Record<
  keyof typeof textColumns,
  typeof Text
>;

/** A lead as v1 shows it. */
export const LeadResource = Type.Object(
  {
    leadId: Type.Integer(),
    campaignId: Type.Integer(),
    listId: Type.Integer(),
    leadPhone: Type.String({ description: "E.164" }),
    otherPhones: Type.Array(Type.String()),
    ...texts,
    countryId: Type.String(),
    extendedLeadData: orNull(Type.Record(Type.String(), Type.Unknown())),
    leadTimezone: Type.String({ description: "IANA name" }),
    leadState: Type.Enum([...leadStates]),
    stateAt: Instant,
    suppressed: Type.Boolean(),
    suppressedUntil: orNull(Instant),
    suppressionReason: Text,
    leadPriority: Type.Integer(),
    leadPasses: Type.Integer(),
    maxPasses: orNull(Type.Integer({ description: "null: the campaign's limit" })),
    nextDialTime: Instant,
    reservedAgentId: orNull(Type.Integer()),
    callback: orNull(
      Type.Object({
        at: Instant,
        agentId: orNull(Type.Integer({ description: "The agent who calls back; null: any agent" })),
      }),
    ),
    lastPass: orNull(
      Type.Object({
        at: Instant,
        systemDisposition: orNull(Type.Enum([...systemDispositions])),
        agentDisposition: Text,
        agentId: orNull(Type.Integer()),
      }),
    ),
    originalLeadId: orNull(Type.Integer({ description: "The lead it is a copy of" })),
    loadedAt: Instant,
  },
  { title: "Lead" },
);

/** A lead after a change. */
export const LeadAfterChange = Type.Object(
  {
    ...LeadResource.properties,
    warnings: Type.Optional(Type.Array(Type.String(), { description: "Side effects of the change; absent: none" })),
  },
  { title: "LeadAfterChange" },
);

/** A lead with whether it can be dialed, and its passes. */
export const LeadDetails = Type.Object(
  {
    ...LeadResource.properties,
    campaignName: Type.String(),
    dialGroupId: Type.Integer(),
    listDesc: Type.String(),
    dialing: Type.Object({
      dialable: Type.Boolean({ description: "Whether a claim by a dialer could hand it out now" }),
      reason: orNull(
        Type.String({
          description: "Why it cannot be dialed: the first reason that applies, in the terms of the queue",
        }),
      ),
      dialableAt: orNull(
        Type.String({
          format: "date-time",
          description:
            "When it becomes dialable by time alone; null: something else must change first, or it takes more than eight days",
        }),
      ),
      nextPhone: orNull(Type.String({ description: "The number to be dialed next" })),
      before: orNull(
        Type.Object(
          { count: Type.Integer(), exact: Type.Boolean({ description: "false: there are at least this many" }) },
          {
            description:
              "How many leads of its campaign come before it in the dial queue; null: it is not dialable, or counting would take too long",
          },
        ),
      ),
    }),
    passes: Type.Array(
      Type.Object({
        passId: Type.Integer(),
        passNumber: Type.Integer(),
        passedAt: Instant,
        campaignId: Type.Integer(),
        systemDisposition: Type.Enum([...systemDispositions]),
        agentDisposition: Text,
        agentId: orNull(Type.Integer()),
        agentNotes: Text,
        phone: Type.String(),
        uii: Text,
        durationSeconds: orNull(Type.Integer()),
      }),
      { description: "Oldest first" },
    ),
  },
  { title: "LeadDetails" },
);

/** Formats a lead after a change, with the warnings of the change. */
export const changedLeadResource = ({ warnings, ...lead }: ChangedLead) => ({
  ...leadResource(lead),
  ...(warnings.length > 0 ? { warnings } : {}),
});

/** Formats a lead as v1 shows it. Its fields have the names under which they are loaded and changed. */
export function leadResource(lead: LeadRow) {
  return {
    leadId: lead.lead_id,
    campaignId: lead.campaign_id,
    listId: lead.list_id,
    leadPhone: lead.phone,
    otherPhones: lead.more_phones,
    ...Object.fromEntries(Object.entries(textColumns).map(([name, column]) => [name, lead[column]])),
    countryId: lead.country_id,
    extendedLeadData: lead.extended,
    leadTimezone: lead.time_zone,
    leadState: lead.lead_state,
    stateAt: lead.state_at,
    suppressed: lead.suppressed,
    suppressedUntil: lead.suppressed_until,
    suppressionReason: lead.suppression_reason,
    leadPriority: lead.lead_priority,
    leadPasses: lead.pass_count,
    maxPasses: lead.max_passes,
    nextDialTime: lead.next_dial_time,
    reservedAgentId: lead.reserved_agent_id,
    callback: lead.callback_at ? { at: lead.callback_at, agentId: lead.callback_agent_id } : null,
    lastPass: lead.last_pass_at
      ? {
          at: lead.last_pass_at,
          systemDisposition: lead.last_system_disposition,
          agentDisposition: lead.last_agent_disposition,
          agentId: lead.last_agent_id,
        }
      : null,
    originalLeadId: lead.original_lead_id,
    loadedAt: lead.loaded_at,
  };
}
