const parents = ["/accounts/:accountId/dialGroups/:dialGroupId", "/accounts/:accountId"];

/** What belongs to a campaign is found below its dial group, as RingCX has it, and below the account, where clients look for it too. */
export const campaignPrefixes = ["/voice/api/v1/admin", "/api/v1/admin"].flatMap((surface) =>
  parents.map((parent) => surface + parent),
);

/** Reference data stands below the surface, as RingCX has it, and below an account, where clients look for it too. */
export const everywhere = ["/voice/api/v1/admin", "/api/v1/admin"].flatMap((surface) => [
  surface,
  `${surface}/accounts/:accountId`,
]);
