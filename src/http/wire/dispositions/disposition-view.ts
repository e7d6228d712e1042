import Type from "typebox";
import { dispositionFields } from "../../../dispositions/disposition-fields.ts";
import type { Disposition } from "../../../dispositions/dispositions.ts";
import { refuse } from "../../../errors.ts";
import { shown } from "../../../validation/check.ts";
import type { FieldInput } from "../../../validation/fields.ts";
import {
  type Body,
  fieldsOnWire,
  type PathIds,
  parseWireBody,
  requirePathIds,
  wireBody,
} from "../../core/body/field-bodies.ts";

/** Formats an agent disposition as RingCX does. Its name is in `disposition`, where clients read it, and in `name`. */
export function dispositionView(one: Disposition) {
  const { dispositionId, campaignId, name, destCampaignId } = one;
  return {
    requeueDelayDuration: "MINUTES",
    ...fieldsOnWire(dispositionFields, dispositionResponseNames, one),
    dispositionId,
    campaignId,
    disposition: name,
    destCampaign: destCampaignId === null ? null : { campaignId: destCampaignId, id: destCampaignId },
  };
}

/** Second names of fields, which RingCX clients use. */
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

const minutesPerUnit: Record<string, number> = { MINUTES: 1, HOURS: 60, DAYS: 1440 };

/** Names in disposition responses that are neither fields nor settings. */
export const dispositionResponseNames = [
  "accountId",
  "dialGroupId",
  "dispositionId",
  "campaignId",
  "campaignDispositionId",
  "disposition",
  "destCampaign",
];

/**
 * Parses a disposition. If a field is sent under both of its names, the value that differs from the stored one wins: a
 * client that reads an object, changes one of the two, and sends it back means the change.
 */
export function parseDisposition(
  body: Body,
  pathIds: PathIds,
  now?: Disposition,
): FieldInput<typeof dispositionFields> {
  requirePathIds(body, { ...pathIds, campaignDispositionId: pathIds.dispositionId });
  const { values, settings } = parseWireBody(dispositionFields, dispositionResponseNames, body);
  const name = pickChanged(now?.name, body.disposition as string | undefined, values.name);
  if (name === undefined && !now)
    throw refuse("MISSING_FIELD", { field: "disposition", takes: "a name that is not blank" });
  const dest = body.destCampaign as { campaignId?: number; id?: number } | null | undefined;
  const destCampaignId = pickChanged(
    now?.destCampaignId,
    dest === undefined ? undefined : (dest?.campaignId ?? dest?.id ?? null),
    values.destCampaignId,
  );
  const { requeueDelayDuration: unit = "MINUTES", ...others } = settings;
  const factor = typeof unit === "string" && Object.hasOwn(minutesPerUnit, unit) ? minutesPerUnit[unit] : undefined;
  if (factor === undefined)
    throw refuse("INVALID_FIELD", {
      field: "requeueDelayDuration",
      got: shown(unit),
      takes: `one of ${Object.keys(minutesPerUnit).join(", ")}`,
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

function pickChanged<T>(now: T | undefined, ...given: (T | undefined)[]): T | undefined {
  return given.find((value) => value !== undefined && value !== now) ?? given.find((value) => value !== undefined);
}
