import { refuse } from "../errors.ts";
import { shown } from "../validation/check.ts";
import type { Values } from "../validation/fields.ts";
import type { campaignFields } from "./campaign-fields.ts";

const windows = ["monSched", "tueSched", "wedSched", "thuSched", "friSched", "satSched", "sunSched"] as const;

/**
 * Refuses what the schema of a single field can't check: a window that closes when it opens, pass actions for no pass
 * or with a copy but no target, and an end before the start.
 */
export function checkCampaign(values: Partial<Values<typeof campaignFields>>): void {
  for (const field of windows) {
    const window = values[field];
    if (window === undefined || window === "00000000") continue;
    if (window.slice(0, 4) === window.slice(4))
      throw refuse("INVALID_FIELD", {
        field,
        got: shown(window),
        takes:
          "HHMMHHMM that opens and closes at different times, such as 08002100; 00002400 is open all day, 00000000 closed",
      });
  }
  for (const [i, { fromPass, toPass, createCopy, destCampaignId }] of (values.passActions ?? []).entries()) {
    if (createCopy && destCampaignId === undefined)
      throw refuse("MISSING_FIELD", {
        field: `passActions.${i}.destCampaignId`,
        takes: "the campaign the copy goes to, because createCopy is true",
      });
    if (toPass < fromPass)
      throw refuse("INVALID_FIELD", {
        field: `passActions.${i}.toPass`,
        got: shown(toPass),
        takes: `a pass number of at least fromPass, which is ${fromPass}`,
      });
  }
  const { startDate, endDate } = values;
  if (startDate && endDate && endDate <= startDate)
    throw refuse("INVALID_FIELD", {
      field: "endDate",
      got: shown(endDate),
      takes: `a date after startDate, which is ${startDate.toISOString()}`,
    });
}
