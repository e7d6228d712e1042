import Type from "typebox";
import type { AccountOfUser } from "../../../accounts/accounts.ts";
import { wireDate } from "../../../validation/dates.ts";

export const AccountView = Type.Object(
  {
    accountId: Type.String(),
    accountName: Type.String(),
    mainAccountId: Type.String(),
    mainAccountName: Type.String(),
  },
  { title: "Account" },
);

/** Formats an account as RingCX does. timeZone, countryId, and role are Leadyard's additions. */
export function accountView(account: AccountOfUser): object {
  const { accountName, mainAccountName } = account;
  const accountId = String(account.accountId);
  const mainAccountId = String(account.mainAccountId);
  return {
    accountId,
    accountName,
    mainAccountId,
    mainAccountName,
    mainAccount: { mainAccountId, mainAccountName, isActive: 1 },
    archivedAccount: false,
    enableOutbound: true,
    enableOutboundPredictive: true,
    enableListLoading: true,
    enableInbound: false,
    enableChat: false,
    rcAccountAccess: "ENABLED",
    startDate: wireDate(account.createdAt),
    timeZone: account.timeZone,
    countryId: account.countryId,
    role: account.role,
  };
}
