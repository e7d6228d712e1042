import { join } from "node:path";
import { discover } from "../discover.ts";
import { refuse } from "../errors.ts";
import { isLeadAction, type LeadAction, type Touch } from "./action.ts";

/** Every lead action there is, by file name. */
export const leadActions: readonly LeadAction[] = await discover(
  join(import.meta.dirname, "actions"),
  isLeadAction,
  (action) => action.name,
);

const byName = new Map(leadActions.map((action) => [action.name, action]));

/** The action of that wire name; refuses other names with the list of all. */
export function findAction(name: string): LeadAction {
  const found = byName.get(name);
  if (!found)
    throw refuse("UNKNOWN_ACTION", {
      got: name || "nothing",
      takes: leadActions.map((action) => action.name).join(", "),
    });
  return found;
}

/** The campaigns whose dialers a recorded action tells to read their leads again; undefined if that is not what it does. */
export const refreshedCampaigns = ({ action, settled }: RecordedAction): readonly number[] | undefined =>
  byName.get(action)?.refreshes?.(settled);

/** What a recorded action does to a lead, if it neither copies nor deletes it. */
export const touchOf = ({ action }: RecordedAction): Touch => byName.get(action)?.touch ?? "CHANGED";

interface RecordedAction {
  /** Its wire name, or LOAD_LEADS or UNDO, which are no units of the catalogue. */
  action: string;
  settled: Record<string, unknown>;
}
