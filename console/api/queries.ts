import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { learnActionWords } from "../words/words.ts";
import { request } from "./request.ts";
import type {
  Agent,
  Campaign,
  Catalogue,
  Country,
  Criteria,
  DialGroup,
  HistoryEvent,
  LeadAction,
  LeadDetails,
  List,
  OverviewOfAccount,
  Page,
  Person,
  Queue,
  SavedSearch,
  SearchResult,
  SignInOptions,
  TouchedLead,
} from "./shapes.ts";

const minutes = (n: number) => n * 60_000;
/** All items of a collection that the API returns in one page. */
const all = async <T>(path: string, signal: AbortSignal) => (await request<{ items: T[] }>(path, { signal })).items;

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => request<Person>("/users/me", { signal }),
  staleTime: minutes(5),
});

export const signInOptions = queryOptions({
  queryKey: ["sign-in-options"],
  queryFn: ({ signal }) => request<SignInOptions>("/session/options", { signal }),
  staleTime: minutes(5),
});

export const campaigns = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "campaigns"],
    queryFn: ({ signal }) => all<Campaign>(`/accounts/${accountId}/campaigns`, signal),
    staleTime: minutes(1),
  });

export const lists = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "lists"],
    queryFn: ({ signal }) => all<List>(`/accounts/${accountId}/lists`, signal),
    staleTime: minutes(1),
  });

export const agents = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "agents"],
    queryFn: ({ signal }) => all<Agent>(`/accounts/${accountId}/agents`, signal),
    staleTime: minutes(5),
  });

export const dialGroups = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "dial-groups"],
    queryFn: ({ signal }) => all<DialGroup>(`/accounts/${accountId}/dial-groups`, signal),
  });

export const catalogue = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "catalogue"],
    queryFn: async ({ signal }) => {
      const loaded = await request<Catalogue>(`/accounts/${accountId}/lead-actions/catalogue`, { signal });
      learnActionWords(loaded.actions);
      return loaded;
    },
    staleTime: minutes(60),
  });

const search = (accountId: number, body: object, signal: AbortSignal) =>
  request<SearchResult>(`/accounts/${accountId}/leads/search`, { method: "POST", body, signal });

/** The matching leads, page by page. The first page is small so that the table fills at once. */
export const leads = (accountId: number, criteria: Criteria, sort: "leadId" | "-leadId") =>
  infiniteQueryOptions({
    queryKey: [accountId, "leads", "rows", criteria, sort],
    queryFn: ({ pageParam, signal }) =>
      search(
        accountId,
        { criteria, sort, ...(pageParam === null ? { limit: 200 } : { limit: 1000, cursor: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** How many leads match in each state, suppressed ones counted separately. */
export const leadCounts = (accountId: number, criteria: Criteria) =>
  queryOptions({
    queryKey: [accountId, "leads", "counts", criteria],
    queryFn: async ({ signal }) => (await search(accountId, { criteria, limit: 1, states: true }, signal)).states ?? [],
  });

export const lead = (accountId: number, leadId: number) =>
  queryOptions({
    queryKey: [accountId, "lead", leadId],
    queryFn: ({ signal }) => request<LeadDetails>(`/accounts/${accountId}/leads/${leadId}`, { signal }),
  });

export const leadHistory = (accountId: number, leadId: number) =>
  infiniteQueryOptions({
    queryKey: [accountId, "lead", leadId, "history"],
    queryFn: ({ pageParam, signal }) =>
      request<Page<HistoryEvent>>(
        `/accounts/${accountId}/leads/${leadId}/history?limit=50${pageParam === null ? "" : `&cursor=${pageParam}`}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const actions = (accountId: number, filter: Record<string, string>) =>
  infiniteQueryOptions({
    queryKey: [accountId, "actions", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        limit: "50",
        ...filter,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      });
      return request<Page<LeadAction>>(`/accounts/${accountId}/lead-actions?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const runningActions = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "actions", "running"],
    queryFn: ({ signal }) => all<LeadAction>(`/accounts/${accountId}/lead-actions?status=RUNNING&limit=20`, signal),
    refetchInterval: 4000,
  });

export const action = (accountId: number, actionId: number) =>
  queryOptions({
    queryKey: [accountId, "actions", "one", actionId],
    queryFn: ({ signal }) => request<LeadAction>(`/accounts/${accountId}/lead-actions/${actionId}`, { signal }),
  });

export const touchedLeads = (accountId: number, actionId: number, result: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [accountId, "actions", "leads", actionId, result],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        limit: "100",
        ...(result ? { result } : {}),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      });
      return request<Page<TouchedLead>>(`/accounts/${accountId}/lead-actions/${actionId}/leads?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const countries = queryOptions({
  queryKey: ["countries"],
  queryFn: ({ signal }) => all<Country>("/countries", signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const savedSearches = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "saved-searches"],
    queryFn: ({ signal }) => all<SavedSearch>(`/accounts/${accountId}/saved-searches`, signal),
    staleTime: minutes(1),
  });

export const queue = (accountId: number, campaignId: number) =>
  queryOptions({
    queryKey: [accountId, "queue", campaignId],
    queryFn: ({ signal }) => request<Queue>(`/accounts/${accountId}/dialer/queue?campaignId=${campaignId}`, { signal }),
  });

export const overview = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "overview"],
    queryFn: ({ signal }) => request<OverviewOfAccount>(`/accounts/${accountId}/overview`, { signal }),
    refetchInterval: 10_000,
  });
