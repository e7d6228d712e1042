import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type { LeadAction, LeadFile, Page, Rejection } from "../../api/shapes.ts";

export const leadFiles = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "lead-files"],
    queryFn: async ({ signal }) =>
      (await request<{ items: LeadFile[] }>(`/accounts/${accountId}/lead-files`, { signal })).items,
  });

/** A file with its columns. Whether the first row has headers is detected if `headers` is undefined. */
export const leadFile = (accountId: number, fileId: number, headers: boolean | undefined) =>
  queryOptions({
    queryKey: [accountId, "lead-files", fileId, headers],
    queryFn: ({ signal }) =>
      request<LeadFile>(
        `/accounts/${accountId}/lead-files/${fileId}${headers === undefined ? "" : `?headers=${headers}`}`,
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const loads = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "actions", "loads"],
    queryFn: async ({ signal }) =>
      (await request<Page<LeadAction>>(`/accounts/${accountId}/lead-actions?action=LOAD_LEADS&limit=10`, { signal }))
        .items,
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "RUNNING") ? 1000 : false),
  });

export interface Rejections extends Page<Rejection> {
  headers: string[];
}

export const rejections = (accountId: number, actionId: number, reason: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [accountId, "actions", "rejections", actionId, reason],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        limit: "200",
        ...(reason ? { reason } : {}),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      });
      return request<Rejections>(`/accounts/${accountId}/lead-actions/${actionId}/rejections?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const dncTags = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "dnc-tags"],
    queryFn: async ({ signal }) =>
      (
        await request<{ items: { dncTagId: number; dncTagLabel: string }[] }>(`/accounts/${accountId}/dnc-tags`, {
          signal,
        })
      ).items,
    staleTime: 60_000,
  });
