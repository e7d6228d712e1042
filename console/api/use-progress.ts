import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { follow } from "./events.ts";
import { action as actionQuery } from "./queries.ts";
import type { LeadAction } from "./shapes.ts";

/** Follows an action as it goes on; a reload takes it up again. */
export function useProgress(accountId: number, actionId: number, running: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!running) return;
    const leaving = new AbortController();
    void follow<LeadAction>(
      `/accounts/${accountId}/lead-actions/${actionId}/events`,
      (event, action) => {
        queries.setQueryData(actionQuery(accountId, actionId).queryKey, action);
        if (event !== "done") return "more";
        void queries.invalidateQueries({ queryKey: [accountId] });
        return "last";
      },
      leaving.signal,
    );
    return () => leaving.abort();
  }, [accountId, actionId, running, queries]);
}
