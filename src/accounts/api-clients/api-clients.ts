import { randomBytes } from "node:crypto";
import type { Database, Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { recordAudit } from "../audit/audit.ts";
import { type Caller, requireUnlimited } from "../caller.ts";
import { requireQuota } from "../quotas.ts";
import { holdOwnCredential } from "../sign-in/credentials/end-credentials.ts";
import { hashClientSecret } from "../sign-in/oauth-client.ts";
import { randomSecret } from "../sign-in/passwords/passwords.ts";
import { requireRedirectUri } from "./redirect-uri.ts";

/** A program that signs users in at RingCentral's paths. */
export interface ApiClient {
  clientId: string;
  label: string;
  /** Where authorization codes may be sent, compared exactly. */
  redirectUris: string[];
  /** A client without a secret, such as an app in the browser, which proves itself by PKCE. */
  isPublic: boolean;
  createdAt: Date;
}

interface NewClient {
  label: string;
  redirectUris: string[];
  isPublic: boolean;
}

const columns: Sql = sql`
  client_id as "clientId", label, redirect_uris as "redirectUris", secret_hash is null as "isPublic", created_at as "createdAt"
`;

/** The clients that an account's administrators manage, newest first. */
export async function apiClientsOf(tx: Tx, accountId: number): Promise<ApiClient[]> {
  return await tx.query<ApiClient>(sql`
    select ${columns} from oauth_client where account_id = ${accountId} order by created_at desc, client_id
  `);
}

/** Creates a client, and returns its secret for the only time; a public one has none. */
export async function createApiClient(
  db: Database,
  caller: Caller,
  accountId: number,
  { label, redirectUris, isPublic }: NewClient,
  now: Date,
): Promise<ApiClient & { clientSecret: string | null }> {
  requireUnlimited(caller);
  for (const [i, uri] of redirectUris.entries()) requireRedirectUri(uri, `redirectUris[${i}]`);
  if (isPublic && redirectUris.length === 0)
    throw refuse("INVALID_FIELD", { field: "redirectUris", got: "empty", takes: "at least one for a public client" });
  const clientId = randomBytes(16).toString("base64url");
  const clientSecret = isPublic ? null : randomSecret();
  const secretHash = clientSecret === null ? null : hashClientSecret(clientSecret);
  const made = await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    await requireQuota(tx, accountId, "apiClients");
    const row = await tx.one<ApiClient>(sql`
      insert into oauth_client (client_id, secret_hash, label, redirect_uris, account_id, created_at)
      values (${clientId}, ${secretHash}, ${label}, ${redirectUris}::text[], ${accountId}, ${now}) returning ${columns}
    `);
    const change = { type: "CREATE", entity: "ApiClient", id: clientId, description: label } as const;
    await recordAudit(tx, caller, accountId, { ...change, after: { label, redirectUris, isPublic } });
    return row;
  });
  return { ...made, clientSecret };
}

/** Deletes a client with the sessions it opened; their tokens stop working at once. */
export async function deleteApiClient(
  db: Database,
  caller: Caller,
  accountId: number,
  clientId: string,
): Promise<void> {
  requireUnlimited(caller);
  await db.transaction(async (tx) => {
    const gone = await tx.maybe<ApiClient>(sql`
      delete from oauth_client where account_id = ${accountId} and client_id = ${clientId} returning ${columns}
    `);
    if (!gone) throw refuse("NOT_FOUND", { what: "API client", id: clientId });
    const { label, redirectUris, isPublic } = gone;
    const change = { type: "DELETE", entity: "ApiClient", id: clientId, description: label } as const;
    await recordAudit(tx, caller, accountId, { ...change, before: { label, redirectUris, isPublic } });
  });
}
