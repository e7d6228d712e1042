import { infiniteQueryOptions } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type { Callback, Page } from "../../api/shapes.ts";

/** Open callbacks, earliest first. */
export const callbacks = (accountId: number, filter: Record<string, string>) =>
  infiniteQueryOptions({
    queryKey: [accountId, "callbacks", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        limit: "100",
        ...filter,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      });
      return request<Page<Callback>>(`/accounts/${accountId}/callbacks?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: 15_000,
  });
