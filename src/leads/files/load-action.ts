/** The name of loads in the record of lead actions. It is not in the catalogue: no request can name it. */
export const loadAction = "LOAD_LEADS";

/** The skip reasons of rows that did not become leads, as the action counts them. */
export const loadSkipReasons = {
  INVALID: "not valid",
  DUPLICATE: "duplicate",
  DNC: "on the do-not-call list",
} as const;
