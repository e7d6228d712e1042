import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type {
  ApiClient,
  ApiToken,
  AuditItem,
  JwtCredential,
  Page,
  SecondFactor,
  Session,
  SubAccount,
  User,
} from "../../api/shapes.ts";

const all = async <T>(path: string, signal: AbortSignal) => (await request<{ items: T[] }>(path, { signal })).items;

export const users = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "users"],
    queryFn: ({ signal }) => all<User>(`/accounts/${accountId}/users`, signal),
  });

export const ownTokens = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => all<ApiToken>("/tokens", signal),
});

export const accountTokens = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "tokens"],
    queryFn: ({ signal }) => all<ApiToken>(`/accounts/${accountId}/tokens`, signal),
  });

export const apiClients = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "api-clients"],
    queryFn: ({ signal }) => all<ApiClient>(`/accounts/${accountId}/api-clients`, signal),
  });

export const ownFactor = queryOptions({
  queryKey: ["second-factor"],
  queryFn: ({ signal }) => request<SecondFactor>("/users/me/second-factor", { signal }),
});

export const credentials = queryOptions({
  queryKey: ["jwt-credentials"],
  queryFn: ({ signal }) => all<JwtCredential>("/jwt-credentials", signal),
});

export const accountCredentials = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "jwt-credentials"],
    queryFn: ({ signal }) => all<JwtCredential>(`/accounts/${accountId}/jwt-credentials`, signal),
  });

const sessionsAt = (path: string, queryKey: readonly unknown[]) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      request<Page<Session>>(`${path}?limit=50${pageParam === null ? "" : `&cursor=${pageParam}`}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const ownSessions = sessionsAt("/sessions", ["sessions"]);

export const accountSessions = (accountId: number) =>
  sessionsAt(`/accounts/${accountId}/sessions`, [accountId, "sessions"]);

export const subAccounts = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "sub-accounts"],
    queryFn: ({ signal }) => all<SubAccount>(`/accounts/${accountId}/sub-accounts`, signal),
  });

/** The filters of the audit log, by their names in the URL and the API. */
export const auditFilterNames = ["userName", "address", "entity", "action", "from", "to"] as const;

export const audit = (accountId: number, filter: Record<string, string>) =>
  infiniteQueryOptions({
    queryKey: [accountId, "audit", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...filter, limit: "200" });
      if (pageParam !== null) query.set("cursor", pageParam);
      return request<Page<AuditItem>>(`/accounts/${accountId}/audit?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
