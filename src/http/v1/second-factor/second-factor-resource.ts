import Type from "typebox";
import { type Caller, requireUnlimited } from "../../../accounts/caller.ts";
import { signIn } from "../../../accounts/sign-in/sign-in.ts";
import type { Context } from "../../../context.ts";
import { Instant } from "../../core/ids.ts";

export const FactorCode = Type.String({
  minLength: 6,
  maxLength: 64,
  description: "The current code of the authenticator app, six digits, or a recovery code",
});

export const OwnPassword = Type.String({
  maxLength: 1024,
  writeOnly: true,
  description: "The caller's password, once more",
});

export const RecoveryCodes = Type.Array(Type.String(), {
  description: "Ten codes that each replace the app's code once; shown only here",
});

export const SeedResource = Type.Object(
  {
    secret: Type.String({ description: "The seed in base32, to type into an app" }),
    uri: Type.String({ description: "The same as an otpauth:// address, for a QR code" }),
  },
  { title: "Seed" },
);

export const SecondFactorResource = Type.Object(
  {
    enabled: Type.Boolean(),
    confirmedAt: Type.Union([Instant, Type.Null()]),
    recoveryCodesLeft: Type.Integer(),
    required: Type.Boolean({ description: "Whether an account of the user requires a second factor" }),
  },
  { title: "SecondFactor" },
);

/** Refuses a wrong password of the caller, under the same throttling as a sign-in, and tokens with limits. */
export async function requireOwnPassword(
  context: Context,
  caller: Caller,
  password: string,
  address: string,
): Promise<void> {
  requireUnlimited(caller);
  await signIn(context.db, { userName: caller.name, password, address }, context.clock());
}
