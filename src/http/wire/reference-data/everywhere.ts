/** Reference data stands below the surface, as RingCX has it, and below an account, where clients look for it too. */
export const everywhere = ["/voice/api/v1/admin", "/api/v1/admin"].flatMap((surface) => [
  surface,
  `${surface}/accounts/:accountId`,
]);
