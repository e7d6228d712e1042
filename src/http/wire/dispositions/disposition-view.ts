import Type from "typebox";
import { dispositionFields } from "../../../dispositions/disposition-fields.ts";
import type { Disposition } from "../../../dispositions/dispositions.ts";
import { refuse } from "../../../errors.ts";
import { shown } from "../../../validation/check.ts";
import type { FieldInput } from "../../../validation/fields.ts";
import { type Body, fieldsOnWire, givenOnWire, type Place, requirePlace, wireBody } from "../../core/field-bodies.ts";

/** An agent disposition as RingCX shows it. Its name stands under `disposition`, where clients read it, and under `name`. */
export function dispositionView(one: Disposition) {
  const { dispositionId, campaignId, name, destCampaignId } = one;
  return {
    requeueDelayDuration: "MINUTES",
    ...fieldsOnWire(dispositionFields, answeredOfDisposition, one),
    dispositionId,
    campaignId,
    disposition: name,
    destCampaign: destCampaignId === null ? null : { campaignId: destCampaignId, id: destCampaignId },
  };
}

const synonyms = {
  disposition: Type.Optional(dispositionFields.name.schema),
  destCampaign: Type.Optional(
    Type.Union([
      Type.Object({
        campaignId: Type.Optional(Type.Integer({ minimum: 1 })),
        id: Type.Optional(Type.Integer({ minimum: 1 })),
      }),
      Type.Null(),
    ]),
  ),
};

export const DispositionBody = wireBody(dispositionFields, [], synonyms);

const minutes: Record<string, number> = { MINUTES: 1, HOURS: 60, DAYS: 1440 };

/** What answers say of a disposition besides its fields and settings. */
export const answeredOfDisposition = [
  "accountId",
  "dialGroupId",
  "dispositionId",
  "campaignId",
  "campaignDispositionId",
  "disposition",
  "destCampaign",
];

/**
 * Reads a disposition. Where two names of one field are given, the one that differs from what stands now counts: a client that reads an
 * object, changes one of them and writes it back means the change.
 */
export function givenDisposition(body: Body, place: Place, now?: Disposition): FieldInput<typeof dispositionFields> {
  requirePlace(body, { ...place, campaignDispositionId: place.dispositionId });
  const { values, settings } = givenOnWire(dispositionFields, answeredOfDisposition, body);
  const name = changed(now?.name, body.disposition as string | undefined, values.name);
  if (name === undefined && !now) throw refuse("MISSING_FIELD", { field: "disposition", takes: "a name, not blank" });
  const dest = body.destCampaign as { campaignId?: number; id?: number } | null | undefined;
  const destCampaignId = changed(
    now?.destCampaignId,
    dest === undefined ? undefined : (dest?.campaignId ?? dest?.id ?? null),
    values.destCampaignId,
  );
  const { requeueDelayDuration: unit = "MINUTES", ...others } = settings;
  const factor = typeof unit === "string" && Object.hasOwn(minutes, unit) ? minutes[unit] : undefined;
  if (factor === undefined)
    throw refuse("INVALID_FIELD", {
      field: "requeueDelayDuration",
      got: shown(unit),
      takes: `one of ${Object.keys(minutes).join(", ")}`,
    });
  return {
    values: {
      ...values,
      ...(name === undefined ? {} : { name }),
      ...(destCampaignId === undefined ? {} : { destCampaignId }),
      ...(values.requeueDelay === undefined ? {} : { requeueDelay: values.requeueDelay * factor }),
    },
    settings: others,
  };
}

function changed<T>(now: T | undefined, ...given: (T | undefined)[]): T | undefined {
  return given.find((value) => value !== undefined && value !== now) ?? given.find((value) => value !== undefined);
}
