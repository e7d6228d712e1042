import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type { Campaign, Disposition, Holiday, StateWindow } from "../../api/shapes.ts";

const items = async <T>(path: string, signal: AbortSignal) => (await request<{ items: T[] }>(path, { signal })).items;

export const campaign = (accountId: number, campaignId: number) =>
  queryOptions({
    queryKey: [accountId, "campaigns", campaignId],
    queryFn: ({ signal }) => request<Campaign>(`/accounts/${accountId}/campaigns/${campaignId}`, { signal }),
  });

export const dispositions = (accountId: number, campaignId: number) =>
  queryOptions({
    queryKey: [accountId, "dispositions", campaignId],
    queryFn: ({ signal }) => items<Disposition>(`/accounts/${accountId}/dispositions?campaignId=${campaignId}`, signal),
  });

export const stateWindows = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "state-windows"],
    queryFn: ({ signal }) => request<StateWindow[]>(`/accounts/${accountId}/dialer/state-windows`, { signal }),
  });

export const holidays = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "holidays"],
    queryFn: ({ signal }) => request<Holiday[]>(`/accounts/${accountId}/dialer/holidays`, { signal }),
  });

/** The states and provinces that can have their own calling hours and holidays. */
export const regions = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "regions"],
    queryFn: ({ signal }) =>
      items<{ state: string; name: string; country: string }>(`/accounts/${accountId}/dialer/states`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
