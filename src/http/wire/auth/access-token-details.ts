import Type from "typebox";
import { openAccountsOf } from "../../../accounts/accounts.ts";
import type { Tokens } from "../../../accounts/sign-in/session.ts";
import { getUser } from "../../../accounts/users.ts";
import type { Context } from "../../../context.ts";

export const AccessTokenUserDetails = Type.Object(
  {
    accessToken: Type.String(),
    refreshToken: Type.Optional(Type.String()),
    tokenType: Type.String({ description: "Bearer" }),
    expiresIn: Type.Integer({ description: "Seconds until the access token expires" }),
    mainAccountId: Type.String(),
    adminId: Type.Integer({ description: "Id of the user" }),
    agentDetails: Type.Array(
      Type.Object({ agentId: Type.Integer(), accountId: Type.String(), accountName: Type.String() }),
      {
        description:
          "One entry per account the user has a role on, their own account first; agentId is 0 where the user is not an agent",
      },
    ),
  },
  { title: "AccessTokenUserDetails" },
);

/** Response to a sign-in at the voice API: the tokens, the user, and the accounts they have a role on. */
export async function accessTokenDetails(context: Context, tokens: Tokens): Promise<object> {
  const [user, accounts] = await Promise.all([
    getUser(context.db, tokens.userId),
    openAccountsOf(context.db, tokens.userId),
  ]);
  const home = accounts.find((account) => account.accountId === user.homeAccountId);
  return {
    accessToken: tokens.accessToken,
    ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
    tokenType: "Bearer",
    expiresIn: tokens.expiresIn,
    mainAccountId: String(home?.mainAccountId ?? user.homeAccountId),
    platformId: "leadyard",
    port: 0,
    ssoLogin: false,
    adminId: user.userId,
    adminPasswordReset: false,
    isAdminPasswordReset: false,
    agentDetails: accounts.map((account) => ({
      agentId: account.agentId ?? 0,
      accountId: String(account.accountId),
      accountName: account.accountName,
      agentType: "AGENT",
      username: user.email,
      email: user.email,
      firstName: user.firstName,
      lastName: user.lastName,
      rcUserId: user.userId,
    })),
    rcUser: { email: user.email, firstName: user.firstName, lastName: user.lastName },
  };
}
