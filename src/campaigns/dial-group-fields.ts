import Type from "typebox";
import { Name, Text } from "../validation/field-schemas.ts";
import type { Fields } from "../validation/fields.ts";

const dialModes = ["PREVIEW", "CLICK_TO_TALK", "PREDICTIVE", "POWER", "TCPA_SAFE_MODE"] as const;

/** The settings of a dial group that the engine acts on. */
export const dialGroupFields = {
  dialGroupName: { column: "dial_group_name", dialing: "none", effect: "label", schema: Name },
  dialGroupDesc: { column: "dial_group_desc", dialing: "none", effect: "label", schema: Text },
  dialMode: { column: "dial_mode", dialing: "none", effect: "acts", schema: Type.Enum(dialModes) },
  isActive: { column: "is_active", dialing: "eligibility", effect: "acts", schema: Type.Boolean() },
  maxLeadsReturned: {
    column: "max_leads_returned",
    dialing: "none",
    effect: "acts",
    schema: Type.Integer({ minimum: 1, maximum: 50, description: "how many leads an agent fetches at once" }),
  },
  requireFetchedLeadsCalled: {
    column: "require_fetched_leads_called",
    dialing: "none",
    effect: "acts",
    schema: Type.Boolean(),
  },
  // A reservation is always binding: a lead once handed to another agent couldn't be taken back from them.
  enableAgentFilter: {
    column: "enable_agent_filter",
    dialing: "none",
    effect: "kept",
    schema: Type.Boolean({
      description: "kept for clients that set it; reserved leads go only to their agent, regardless of this",
    }),
  },
  // Both change the order in which queued leads are handed out.
  enableListPriority: { column: "enable_list_priority", dialing: "order", effect: "acts", schema: Type.Boolean() },
  enableAbsolutePriority: {
    column: "enable_absolute_priority",
    dialing: "order",
    effect: "acts",
    schema: Type.Boolean(),
  },
  enableCallbacksAfterMaxpass: {
    column: "enable_callbacks_after_max_pass",
    dialing: "eligibility",
    effect: "acts",
    schema: Type.Boolean(),
  },
  enableCallbacksAfterMaxDailyPass: {
    column: "enable_callbacks_after_max_daily_pass",
    dialing: "eligibility",
    effect: "acts",
    schema: Type.Boolean(),
  },
} as const satisfies Fields;
