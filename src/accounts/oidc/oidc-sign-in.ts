import type { Context } from "../../context.ts";
import { type Code, type Details, Refusal, refuse } from "../../errors.ts";
import { issueOneTimeToken, useOneTimeToken } from "../sign-in/one-time-token.ts";
import { lifetimes, openSession, sha256, type Tokens } from "../sign-in/session.ts";
import { signInIdentity } from "./identity.ts";
import { hasProvider, identityFrom, providerUrl } from "./provider.ts";
import { parseGroupRoles } from "./role-mapping.ts";

/** Where the provider sends the browser back to, below the public URL. */
const callbackPath = "/v1/session/oidc/callback";

/** A sign-in at the provider, bound to the browser that began it. */
interface Started {
  browser: string;
  returnTo: string;
}

/** How a sign-in at the provider ended. */
interface Ended {
  browser: string;
  problem?: { code: Code; details: Details };
}

type SignInContext = Pick<Context, "db" | "config" | "clock" | "publicUrl" | "log">;

/** Begins a sign-in; returns where to send the browser. NOT_FOUND if no provider is set up. */
export async function beginOidc(context: SignInContext, browserSecret: string, returnTo: string): Promise<string> {
  const { db, config, clock } = context;
  if (!hasProvider(config)) throw refuse("OIDC_NOT_SET_UP");
  const details: Started = { browser: idOf(browserSecret), returnTo };
  const state = await issueOneTimeToken(db, { purpose: "oidc start", details, seconds: 600 }, clock());
  const redirectUri = context.publicUrl() + callbackPath;
  return await providerUrl(config, { state, browserSecret, redirectUri }).catch((error: unknown) =>
    endWith(context, details, problemOf(context, error)),
  );
}

/** Ends a sign-in when the browser comes back with `query`; returns where to send it next. */
export async function endOidc(
  context: SignInContext,
  query: URLSearchParams,
  browserSecret: string | undefined,
): Promise<string> {
  const { db, config, clock } = context;
  const state = query.get("state") ?? "";
  const started = await useOneTimeToken<Started>(db, "oidc start", state, clock());
  const browser = browserSecret === undefined ? "" : idOf(browserSecret);
  if (!started || browserSecret === undefined || started.details.browser !== browser)
    return await endWith(context, { browser, returnTo: "/" }, { problem: { code: "OIDC_EXPIRED", details: {} } });
  const url = new URL(`${context.publicUrl()}${callbackPath}?${query.toString()}`);
  try {
    const identity = await identityFrom(config, { url, state, browserSecret });
    const userId = await signInIdentity(db, identity, parseGroupRoles(config.OIDC_ROLES ?? ""));
    return await endWith(context, started.details, { userId });
  } catch (error) {
    return await endWith(context, started.details, problemOf(context, error));
  }
}

/** Exchanges what `endOidc` put into the address for a session, in the same browser. Throws what went wrong. */
export async function completeOidc(
  { db, clock }: SignInContext,
  handoff: string,
  browserSecret: string | undefined,
  address: string,
): Promise<Tokens> {
  const now = clock();
  const ended = await useOneTimeToken<Ended>(db, "oidc end", handoff, now);
  if (!ended || ended.details.browser !== (browserSecret === undefined ? "" : idOf(browserSecret)))
    throw refuse("OIDC_EXPIRED");
  const { problem } = ended.details;
  if (problem || ended.userId === null) throw refuse(problem?.code ?? "OIDC_EXPIRED", problem?.details);
  return await openSession(
    db,
    { userId: ended.userId, kind: "voice", how: "single sign-on", address },
    lifetimes.voice,
    now,
  );
}

/** The address of the console with the result, in the part that browsers send nowhere. */
async function endWith(
  { db, clock }: SignInContext,
  { browser, returnTo }: Started,
  result: { userId: number } | Pick<Ended, "problem">,
): Promise<string> {
  const details: Ended = "userId" in result ? { browser } : { browser, ...result };
  const given = { purpose: "oidc end", details, seconds: 60, ...("userId" in result ? result : {}) } as const;
  return `${returnTo}#handoff=${await issueOneTimeToken(db, given, clock())}`;
}

/** A refusal, for the console to show. Anything else is a bug. */
function problemOf({ log }: SignInContext, error: unknown): { problem: { code: Code; details: Details } } {
  if (!(error instanceof Refusal)) throw error;
  log.warn({ err: error }, "single sign-on failed");
  return { problem: { code: error.code, details: error.details } };
}

const idOf = (browserSecret: string) => sha256(browserSecret).toString("base64url");
