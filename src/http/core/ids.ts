import Type from "typebox";

/** An id in a path. */
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** A moment on v1: RFC 3339. */
export const Instant = Type.String({ format: "date-time" });

/** The path parameter that names the account; `accountId` of the request is what handlers use. */
export const AccountId = Type.String({ description: "Account id; `~` is the caller's own" });
