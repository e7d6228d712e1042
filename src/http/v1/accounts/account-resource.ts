import Type from "typebox";
import { accountFields } from "../../../accounts/account-fields.ts";
import type { AccountOfUser } from "../../../accounts/accounts.ts";
import { withEffect } from "../../core/field-bodies.ts";
import { Instant } from "../../core/ids.ts";
import { RoleName } from "../users/user-resource.ts";

/** The fields of an account in requests on v1. */
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
    mainAccountId: Type.Integer({ description: "The account it belongs to; its own id if it is a main account" }),
    createdAt: Instant,
    role: RoleName,
  },
  { title: "Account" },
);

export function accountResource(account: AccountOfUser): object {
  const { accountId, accountName, mainAccountId, timeZone, countryId, attemptsPerPhonePerDay, createdAt, role } =
    account;
  return { accountId, accountName, mainAccountId, timeZone, countryId, attemptsPerPhonePerDay, createdAt, role };
}
