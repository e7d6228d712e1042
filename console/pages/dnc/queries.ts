import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type { DncEntry, DncTag, Page } from "../../api/shapes.ts";

export type Filter = Record<string, string>;

/** The filters, by their names in the URL and the API. */
export const filterNames = ["phone", "externId", "dncTagId", "countryId", "text", "expiry"] as const;

export const dncEntries = (accountId: number, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: [accountId, "dnc", "rows", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...filter, sort: "-dncEntryId", limit: "200" });
      if (pageParam !== null) query.set("cursor", pageParam);
      return request<Page<DncEntry>>(`/accounts/${accountId}/dnc-entries?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const dncCount = (accountId: number, filter: Filter) =>
  queryOptions({
    queryKey: [accountId, "dnc", "count", filter],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ ...filter, limit: "1", total: "true" });
      return (await request<{ total: number }>(`/accounts/${accountId}/dnc-entries?${query}`, { signal })).total;
    },
  });

export const dncEntry = (accountId: number, entryId: number) =>
  queryOptions({
    queryKey: [accountId, "dnc", "entry", entryId],
    queryFn: ({ signal }) => request<DncEntry>(`/accounts/${accountId}/dnc-entries/${entryId}`, { signal }),
  });

export const dncTags = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "dnc", "tags"],
    queryFn: async ({ signal }) =>
      (await request<{ items: DncTag[] }>(`/accounts/${accountId}/dnc-tags?counts=true`, { signal })).items,
  });
