import { createHash, randomBytes } from "node:crypto";
import * as oidc from "openid-client";
import type { Config } from "../../config.ts";
import { refuse } from "../../errors.ts";
import type { Identity } from "./identity.ts";

// What the provider publishes about itself, by the settings that name it.
const discovered = new WeakMap<Config, Promise<oidc.Configuration>>();

/** Whether users can sign in at an identity provider. */
export const hasProvider = ({ OIDC_ISSUER }: Config) => OIDC_ISSUER !== undefined;

/** A secret of 256 random bits that the browser keeps until it comes back. It is the code verifier too. */
export const newBrowserSecret = () => randomBytes(32).toString("base64url");

/** The address at the provider to which the browser is sent. */
export async function providerUrl(
  config: Config,
  { state, browserSecret, redirectUri }: { state: string; browserSecret: string; redirectUri: string },
): Promise<string> {
  const provider = await discover(config);
  return oidc.buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    scope: config.OIDC_SCOPES,
    state,
    nonce: nonceOf(browserSecret),
    code_challenge: await oidc.calculatePKCECodeChallenge(browserSecret),
    code_challenge_method: "S256",
  }).href;
}

/**
 * Whom the provider has signed in, by the address to which it sent the browser back. Checks state, nonce, PKCE, and the
 * signature and audience of the ID token. OIDC_FAILED if anything is wrong.
 */
export async function identityFrom(
  config: Config,
  { url, state, browserSecret }: { url: URL; state: string; browserSecret: string },
): Promise<Identity> {
  const provider = await discover(config);
  try {
    const tokens = await oidc.authorizationCodeGrant(provider, url, {
      pkceCodeVerifier: browserSecret,
      expectedState: state,
      expectedNonce: nonceOf(browserSecret),
      idTokenExpected: true,
    });
    const inToken = tokens.claims() as oidc.IDToken;
    // Many providers put groups and email only there.
    const more = provider.serverMetadata().userinfo_endpoint
      ? await oidc.fetchUserInfo(provider, tokens.access_token, inToken.sub)
      : {};
    return readClaims(config, provider.serverMetadata().issuer, { ...more, ...inToken });
  } catch (cause) {
    throw refuse("OIDC_FAILED", { reason: reasonOf(cause) }, { cause });
  }
}

function readClaims(config: Config, issuer: string, claims: Record<string, unknown>): Identity {
  const { email, email_verified: isVerified } = claims;
  const isTrusted = config.OIDC_TRUST_EMAIL === "always" || isVerified === true || isVerified === "true";
  const usable = typeof email === "string" && /^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 320;
  const groups = claims[config.OIDC_GROUPS_CLAIM] ?? [];
  return {
    issuer,
    subject: String(claims.sub as string),
    verifiedEmail: usable && isTrusted ? email : undefined,
    firstName: nameFrom(claims.given_name ?? claims.name),
    lastName: nameFrom(claims.family_name),
    groups: (Array.isArray(groups) ? groups : [groups]).filter((group) => typeof group === "string"),
  };
}

const nameFrom = (claim: unknown) => (typeof claim === "string" ? claim.slice(0, 255) : "");

function discover(config: Config): Promise<oidc.Configuration> {
  const { OIDC_ISSUER = "", OIDC_CLIENT_ID = "", OIDC_CLIENT_SECRET } = config;
  const known =
    discovered.get(config) ??
    oidc
      .discovery(new URL(OIDC_ISSUER), OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, undefined, {
        timeout: 10,
        // The setting takes http only for providers on this machine.
        ...(OIDC_ISSUER.startsWith("http:") ? { execute: [oidc.allowInsecureRequests] } : {}),
      })
      .catch((cause: unknown) => {
        throw refuse("OIDC_UNAVAILABLE", { issuer: OIDC_ISSUER, reason: reasonOf(cause) }, { cause });
      });
  discovered.set(config, known);
  known.catch(() => discovered.delete(config));
  return known;
}

const nonceOf = (browserSecret: string) => createHash("sha256").update(`nonce ${browserSecret}`).digest("base64url");

/** What the provider says is wrong, or what went wrong in reaching it. */
function reasonOf(error: unknown): string {
  const { error: code, error_description: text, message } = error as Record<string, unknown>;
  return [code, text ?? message]
    .filter((part) => typeof part === "string")
    .join(": ")
    .slice(0, 300);
}
