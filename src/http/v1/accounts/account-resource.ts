import Type from "typebox";
import { accountFields } from "../../../accounts/account-fields.ts";
import type { AccountOfUser } from "../../../accounts/accounts.ts";
import { withEffect } from "../../core/body/field-bodies.ts";
import { Instant } from "../../core/ids.ts";
import { RoleName } from "../users/user-resource.ts";

/** The fields of an account in requests on v1. */
export const AccountValues = {
  accountName: withEffect(accountFields.accountName, accountFields.accountName.schema),
  timeZone: withEffect(accountFields.timeZone, accountFields.timeZone.schema),
  countryId: withEffect(accountFields.countryId, accountFields.countryId.schema),
  attemptsPerPhonePerDay: withEffect(accountFields.attemptsPerPhonePerDay, accountFields.attemptsPerPhonePerDay.schema),
  requireSecondFactor: withEffect(accountFields.requireSecondFactor, accountFields.requireSecondFactor.schema),
} as const satisfies Record<keyof typeof accountFields, unknown>;

export const AccountResource = Type.Object(
  {
    accountId: Type.Integer(),
    ...AccountValues,
    mainAccountId: Type.Integer({ description: "The account it belongs to; its own id if it is a main account" }),
    createdAt: Instant,
    closedAt: Type.Union([Instant, Type.Null()], { description: "When it was closed; null while it is open" }),
    role: RoleName,
  },
  { title: "Account" },
);

export const SubAccountResource = Type.Object(
  {
    accountId: Type.Integer(),
    accountName: Type.String(),
    timeZone: Type.String(),
    createdAt: Instant,
    closedAt: AccountResource.properties.closedAt,
    userCount: Type.Integer({ description: "How many users it is the home of" }),
  },
  { title: "SubAccount" },
);

export const ClosedAccountResource = Type.Object(
  {
    ...SubAccountResource.properties,
    stopped: Type.Object({
      runningActions: Type.Integer({ description: "Lead actions and loads that stand still" }),
      unfinishedExports: Type.Integer(),
      openClaims: Type.Integer({
        description: "Leads that dialers hold; they come back when their leases end, without an outcome",
      }),
      queuedLeads: Type.Integer({ description: "Leads that were queued for dialing" }),
    }),
  },
  { title: "ClosedAccount" },
);

export function accountResource(account: AccountOfUser): object {
  const { mainAccountName: _name, agentId: _agent, ...fields } = account;
  return fields;
}
