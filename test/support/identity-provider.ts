/**
 * An OpenID Connect provider for tests. It signs in whoever `provider.person` says, without asking:
 *
 *     const provider = await startIdentityProvider();
 *     const program = await startProgram({ config: provider.settings("sales=admin@1") });
 *     provider.serve(program.url);
 *     provider.person = { sub: "1", email: "ada@example.com", email_verified: true, groups: ["sales"] };
 *     const { at, cookie } = await provider.browse(`${program.url}/v1/session/oidc`);
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** Claims of a person. */
export interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean;
  given_name?: string;
  family_name?: string;
  groups?: string[];
}

const client = { id: "leadyard", secret: "secret of the provider's client" };

export async function startIdentityProvider() {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made = {
    issuer,
    person: { sub: "nobody" } as Person,
    /** Set to refuse the next sign-ins as a person would. */
    denies: false,
    settings: (OIDC_ROLES: string): Record<string, string> => ({
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      OIDC_NAME: "Acme",
      OIDC_ROLES,
    }),
    /** Begins to answer, for the program at this address. */
    serve(url: string): void {
      answer = providerFor(issuer, url, made).callback();
    },
    browse,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
  return made;
}

function providerFor(issuer: string, url: string, state: { person: Person; denies: boolean }) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${url}/v1/session/oidc/callback`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["given_name", "family_name", "groups"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["key of tests"] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ ...state.person, sub: accountId }),
    }),
    // Consents to everything.
    async loadExistingGrant(context: { oidc: { session: { accountId: string } } }) {
      const grant = new provider.Grant({ clientId: client.id, accountId: context.oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith("/interaction/")) return await next();
    const result = state.denies
      ? { error: "access_denied", error_description: "the user said no" }
      : { login: { accountId: state.person.sub } };
    await provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false });
    context.respond = false;
  });
  return provider;
}

/** Follows redirects as a browser does, with cookies per server, until one leads to a page. */
async function browse(start: string): Promise<{ at: URL; cookie: string }> {
  const jar = new Map<string, Map<string, string>>();
  const first = new URL(start).host;
  let at = new URL(start);
  for (let hop = 0; hop < 12; hop++) {
    const cookies = jar.get(at.host) ?? new Map<string, string>();
    jar.set(at.host, cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(at, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) {
      const own = [...(jar.get(first) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
      return { at, cookie: own };
    }
    at = new URL(location, at);
    if (at.hash !== "") return { at, cookie: [...(jar.get(at.host) ?? [])].map((pair) => pair.join("=")).join("; ") };
  }
  throw new Error(`no end of redirects at ${at.href}`);
}
