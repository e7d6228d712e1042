import Type from "typebox";
import { Moment, Name } from "../validation/field-schemas.ts";
import type { Fields } from "../validation/fields.ts";

export const listStates = [
  "ACTIVE",
  "PAUSED",
  "PENDING_DNC",
  "LOADING",
  "DELETED",
  "READY",
  "CALLBACKS",
  "CALLBACKS_AGENT",
  "DUPLICATES_NOT_MERGED",
  "DUPLICATES_NOT_MOVED",
  "ARCHIVED",
] as const;

/** The fields of a list that can be set; its load determines the others. */
export const listFields = {
  listDesc: { column: "list_desc", dialing: "none", effect: "label", schema: Name },
  listState: {
    column: "list_state",
    dialing: "eligibility",
    effect: "acts",
    schema: Type.Enum(listStates, {
      description:
        "only ACTIVE lists are dialed; in any other state none of a list's leads are dialed, callbacks included",
    }),
  },
  listPriority: {
    column: "list_priority",
    dialing: "order",
    effect: "acts",
    schema: Type.Integer({ minimum: -1_000_000, maximum: 1_000_000, description: "higher is dialed first" }),
  },
  dialPriority: {
    column: "dial_priority",
    dialing: "order",
    effect: "acts",
    schema: Type.Enum(["IMMEDIATE", "NORMAL"], {
      description:
        "IMMEDIATE: its leads are dialed before others until their first pass; so are leads loaded into it later, unless their load says otherwise",
    }),
  },
  archiveAt: { column: "archive_at", dialing: "eligibility", effect: "acts", schema: Moment, date: true },
} as const satisfies Fields;
