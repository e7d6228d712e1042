import Type from "typebox";
import type { AccountOfUser } from "../accounts/accounts.ts";
import { Instant } from "./ids.ts";
import { RoleName } from "./user-resource.ts";

export const AccountName = Type.String({ minLength: 1, maxLength: 255, pattern: "\\S" });
export const TimeZone = Type.String({ maxLength: 64, description: "an IANA time zone such as America/New_York" });

export const CountryId = Type.String({
  minLength: 2,
  maxLength: 3,
  description: "the country such as USA that numbers without a country code are read in",
});

export const AttemptsPerPhone = Type.Union([Type.Integer({ minimum: 1, maximum: 1000 }), Type.Null()], {
  description: "How often one number may be dialed on a day, over all campaigns; null: as often as campaigns say",
});

export const AccountResource = Type.Object(
  {
    accountId: Type.Integer(),
    accountName: Type.String(),
    mainAccountId: Type.Integer({ description: "The account it is a part of; its own id where it is none's" }),
    timeZone: TimeZone,
    countryId: CountryId,
    attemptsPerPhonePerDay: AttemptsPerPhone,
    createdAt: Instant,
    role: RoleName,
  },
  { title: "Account" },
);

/** An account as v1 shows it. */
export function accountResource(account: AccountOfUser): object {
  const { accountId, accountName, mainAccountId, timeZone, countryId, attemptsPerPhonePerDay, createdAt, role } =
    account;
  return { accountId, accountName, mainAccountId, timeZone, countryId, attemptsPerPhonePerDay, createdAt, role };
}
