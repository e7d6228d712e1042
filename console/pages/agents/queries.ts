import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type { AgentGroup, Page, SearchResult } from "../../api/shapes.ts";

export const agentGroups = (accountId: number) =>
  queryOptions({
    queryKey: [accountId, "agent-groups"],
    queryFn: async ({ signal }) =>
      (await request<{ items: AgentGroup[] }>(`/accounts/${accountId}/agent-groups`, { signal })).items,
  });

const pageSize = 1000;

/** How many leads are reserved for an agent, and how many of those are callbacks: "more than 1000" above one page. */
export const reservedFor = (accountId: number, agentId: number) =>
  queryOptions({
    queryKey: [accountId, "leads", "reserved for", agentId],
    async queryFn({ signal }) {
      const [found, callbacks] = await Promise.all([
        request<SearchResult>(`/accounts/${accountId}/leads/search`, {
          method: "POST",
          body: { criteria: { pendingAgentId: agentId }, limit: 1, total: "exact" },
          signal,
        }),
        request<Page<object>>(`/accounts/${accountId}/callbacks?agentId=${agentId}&limit=${pageSize}`, { signal }),
      ]);
      const n = callbacks.items.length;
      return { leads: found.total?.count ?? 0, callbacks: callbacks.nextCursor === null ? `${n}` : `more than ${n}` };
    },
  });
