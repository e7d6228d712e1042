const parents = ["/accounts/:accountId/dialGroups/:dialGroupId", "/accounts/:accountId"];

/**
 * Prefixes of everything in a campaign: below the dial group, as in RingCX, and directly below the account, as some
 * clients expect.
 */
export const campaignPrefixes = ["/voice/api/v1/admin", "/api/v1/admin"].flatMap((surface) =>
  parents.map((parent) => surface + parent),
);

/** Prefixes of reference data: at the top, as in RingCX, and below an account, as some clients expect. */
export const referenceDataPrefixes = ["/voice/api/v1/admin", "/api/v1/admin"].flatMap((surface) => [
  surface,
  `${surface}/accounts/:accountId`,
]);
