import Type from "typebox";

/** The id of anything: a positive integer that JavaScript represents exactly. */
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** A date and time on v1, in RFC 3339. */
export const Instant = Type.String({ format: "date-time" });

/** Schema of the account in a path. Handlers use the resolved `accountId` of the request instead. */
export const AccountId = Type.String({ description: "Account id; `~` for the caller's own account" });
