import Type from "typebox";
import { Minutes, Name } from "../validation/field-schemas.ts";
import type { Fields } from "../validation/fields.ts";

/** The settings of an agent's disposition: what it does to the lead. */
export const dispositionFields = {
  name: { column: "disposition_name", dialing: "none", effect: "acts", schema: Name },
  isComplete: {
    column: "is_complete",
    dialing: "none",
    effect: "acts",
    schema: Type.Boolean({
      description: "the lead is finished; takes precedence over isRequeued if both are true, which v1 refuses",
    }),
  },
  isRequeued: {
    column: "is_requeued",
    dialing: "none",
    effect: "acts",
    schema: Type.Boolean({
      description: "the lead is dialed again after requeueDelay, unless isComplete or doNotCall is true",
    }),
  },
  requeueDelay: {
    column: "requeue_delay_min",
    dialing: "none",
    effect: "acts",
    schema: {
      ...Minutes,
      description:
        "minutes until the lead is dialed again; applies only with isRequeued, or if the lead moves to destCampaignId",
    },
  },
  doNotCall: { column: "do_not_call", dialing: "none", effect: "acts", schema: Type.Boolean() },
  dncTagLabel: {
    column: "dnc_tag_label",
    dialing: "none",
    effect: "acts",
    schema: Type.Union([Type.String({ maxLength: 255 }), Type.Null()]),
  },
  isContact: {
    column: "is_contact",
    dialing: "none",
    effect: "recorded",
    schema: Type.Boolean({ description: "the person was reached" }),
  },
  isSuccess: { column: "is_success", dialing: "none", effect: "acts", schema: Type.Boolean() },
  isDefault: { column: "is_default", dialing: "none", effect: "acts", schema: Type.Boolean() },
  isDisabled: { column: "is_disabled", dialing: "none", effect: "acts", schema: Type.Boolean() },
  excludeAbandon: { column: "exclude_abandon", dialing: "none", effect: "acts", schema: Type.Boolean() },
  destCampaignId: {
    column: "dest_campaign_id",
    dialing: "none",
    effect: "acts",
    schema: Type.Union([Type.Integer({ minimum: 1, description: "the campaign the lead moves to" }), Type.Null()]),
  },
  createCopy: { column: "create_copy", dialing: "none", effect: "acts", schema: Type.Boolean() },
  mergeOriginal: { column: "merge_original", dialing: "none", effect: "acts", schema: Type.Boolean() },
  requireNote: { column: "require_note", dialing: "none", effect: "acts", schema: Type.Boolean() },
  rank: {
    column: "rank",
    dialing: "none",
    effect: "label",
    schema: Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }),
  },
  timeout: {
    column: "timeout_seconds",
    dialing: "none",
    effect: "acts",
    schema: Type.Integer({
      minimum: 0,
      maximum: 86_400,
      description:
        "for the default disposition: seconds after hangup until it applies, 0 for the campaign's dispositionTimeout; for others, kept for clients",
    }),
  },
} as const satisfies Fields;
