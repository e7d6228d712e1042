import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type { Export, Mail, Page } from "../../api/shapes.ts";

const pageOf = (cursor: string | null) => `limit=50${cursor === null ? "" : `&cursor=${cursor}`}`;

/** The stored exports, newest first. Refetches every second while one is in progress. */
export const exportsOf = (accountId: number) =>
  infiniteQueryOptions({
    queryKey: [accountId, "exports"],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Export>>(`/accounts/${accountId}/exports?${pageOf(pageParam)}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) => {
      const writing = state.data?.pages.some(({ items }) =>
        items.some(({ status }) => status === "QUEUED" || status === "RUNNING"),
      );
      return writing ? 1000 : false;
    },
  });

export const exportColumns = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "export-columns"],
    queryFn: async ({ signal }) =>
      (await request<{ items: string[] }>(`/accounts/${accountId}/exports/columns`, { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const outbox = (accountId: number) =>
  infiniteQueryOptions({
    queryKey: [accountId, "outbox"],
    queryFn: ({ pageParam, signal }) =>
      request<{ mails: Mail[]; nextCursor: string | null }>(`/accounts/${accountId}/outbox?${pageOf(pageParam)}`, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const mail = (accountId: number, mailId: number) =>
  queryOptions({
    queryKey: [accountId, "outbox", mailId],
    queryFn: ({ signal }) => request<Mail & { text: string }>(`/accounts/${accountId}/outbox/${mailId}`, { signal }),
  });
