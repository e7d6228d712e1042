import Type from "typebox";
import { Name } from "../validation/field-schemas.ts";
import type { Fields } from "../validation/fields.ts";

/** The settings of an account that the engine acts on. */
export const accountFields = {
  accountName: { column: "account_name", dialing: "none", effect: "label", schema: Name },
  // The day begins at its midnight, which decides how many of a lead's daily passes are used up.
  timeZone: {
    column: "time_zone",
    dialing: "eligibility",
    effect: "acts",
    schema: Type.String({ maxLength: 64, description: "an IANA time zone such as America/New_York" }),
  },
  countryId: {
    column: "country_id",
    dialing: "none",
    effect: "acts",
    schema: Type.String({
      minLength: 2,
      maxLength: 3,
      description: "the country, such as USA, of numbers without a country code",
    }),
  },
  attemptsPerPhonePerDay: {
    column: "attempts_per_phone_per_day",
    dialing: "eligibility",
    effect: "acts",
    schema: Type.Union([Type.Integer({ minimum: 1, maximum: 1000 }), Type.Null()], {
      description:
        "how often one number may be dialed per day, in all campaigns together; null: no limit of the account's",
    }),
  },
  requireSecondFactor: {
    column: "require_second_factor",
    dialing: "none",
    effect: "acts",
    schema: Type.Boolean({
      description:
        "whether users with a role on the account need a second factor to sign in with a password; who has none sets it up at the next sign-in",
    }),
  },
} as const satisfies Fields;
