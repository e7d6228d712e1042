import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { request } from "../api/request.ts";
import type { LeadAction, Page } from "../api/shapes.ts";
import { useHere } from "./account.ts";
import { useAnnounce } from "./announce.tsx";
import { type ActionStarter, ActionStarterContext, type Target } from "./use-acting.ts";

const ActDrawer = lazy(() => import("../pages/actions/act-drawer.tsx"));
const UndoDialog = lazy(() => import("../pages/actions/undo-dialog.tsx"));

/** Gives every page the same action drawer and undo dialog. Both load on first use. */
export function ActingProvider({ children }: { children: ReactNode }) {
  const { accountId, person } = useHere();
  const queries = useQueryClient();
  const [target, setTarget] = useState<Target>();
  const [undoing, setUndoing] = useState<number>();
  const announce = useAnnounce(setUndoing);
  const acting = useMemo<ActionStarter>(
    () => ({
      act: setTarget,
      undo: setUndoing,
      showMessage: announce.showMessage,
      undoLast() {
        const query = new URLSearchParams({ limit: "20", requestedBy: person.email });
        request<Page<LeadAction>>(`/accounts/${accountId}/lead-actions?${query}`).then(
          ({ items }) => {
            const last = items.find(({ undoable, undoOf }) => undoable && undoOf === null);
            if (last) setUndoing(last.id);
            else announce.showMessage("You have no action to undo.");
          },
          (error: Error) => announce.showMessage(error.message),
        );
      },
      finished(action) {
        void queries.invalidateQueries({ queryKey: [accountId] });
        if (action.status === "RUNNING") announce.showMessage("Running. Follow its progress in the tray at the top.");
        else announce.action(action);
      },
    }),
    [accountId, person.email, queries, announce],
  );
  return (
    <ActionStarterContext value={acting}>
      {children}
      <Suspense>
        {target && <ActDrawer key={accountId} target={target} onClose={() => setTarget(undefined)} />}
        {undoing !== undefined && <UndoDialog actionId={undoing} onClose={() => setUndoing(undefined)} />}
      </Suspense>
    </ActionStarterContext>
  );
}
