import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { followEvents } from "./events.ts";
import { action as actionQuery } from "./queries.ts";
import type { LeadAction } from "./shapes.ts";

/** Keeps the cached action up to date while it runs, and refetches the account's data when it ends. */
export function useProgress(accountId: number, actionId: number, running: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!running) return;
    const unmounted = new AbortController();
    void followEvents<LeadAction>(
      `/accounts/${accountId}/lead-actions/${actionId}/events`,
      (event, action) => {
        queries.setQueryData(actionQuery(accountId, actionId).queryKey, action);
        if (event !== "done") return "more";
        void queries.invalidateQueries({ queryKey: [accountId] });
        return "last";
      },
      unmounted.signal,
    );
    return () => unmounted.abort();
  }, [accountId, actionId, running, queries]);
}
