/** The name under which loads stand among lead actions; it is no action that could be asked for by criteria. */
export const loadAction = "LOAD_LEADS";

/** Why rows became no leads, as the action's counts say it. */
export const leftOut = {
  INVALID: "not valid",
  DUPLICATE: "duplicate",
  DNC: "on the do-not-call list",
} as const;
