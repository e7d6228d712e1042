import Type from "typebox";
import { accountFields } from "../../../accounts/account-fields.ts";
import type { AccountOfUser } from "../../../accounts/accounts.ts";
import { withEffect } from "../../core/field-bodies.ts";
import { Instant } from "../../core/ids.ts";
import { RoleName } from "../users/user-resource.ts";

/** What v1 takes of an account. */
export const AccountValues = {
  accountName: withEffect(accountFields.accountName, accountFields.accountName.schema),
  timeZone: withEffect(accountFields.timeZone, accountFields.timeZone.schema),
  countryId: withEffect(accountFields.countryId, accountFields.countryId.schema),
  attemptsPerPhonePerDay: withEffect(accountFields.attemptsPerPhonePerDay, accountFields.attemptsPerPhonePerDay.schema),
} as const satisfies Record<keyof typeof accountFields, unknown>;

export const AccountResource = Type.Object(
  {
    accountId: Type.Integer(),
    ...AccountValues,
    mainAccountId: Type.Integer({ description: "The account it is a part of; its own id where it is none's" }),
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
