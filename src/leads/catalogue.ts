import { join } from "node:path";
import { discover } from "../discover.ts";
import { refuse } from "../errors.ts";
import { isLeadAction, type LeadAction } from "./action.ts";

/** Every lead action there is, by file name. */
export const leadActions: readonly LeadAction[] = await discover(
  join(import.meta.dirname, "actions"),
  isLeadAction,
  (action) => action.name,
);

/** The action of that wire name; refuses other names with the list of all. */
export function findAction(name: string): LeadAction {
  const found = leadActions.find((action) => action.name === name);
  if (!found)
    throw refuse("UNKNOWN_ACTION", {
      got: name || "nothing",
      takes: leadActions.map((action) => action.name).join(", "),
    });
  return found;
}
