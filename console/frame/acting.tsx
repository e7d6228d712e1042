import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { request } from "../api/request.ts";
import type { LeadAction, Page } from "../api/shapes.ts";
import { useHere } from "./account.ts";
import { useAnnounce } from "./announce.tsx";
import { type Acting, ActingContext, type Target } from "./use-acting.ts";

const ActDrawer = lazy(() => import("../pages/actions/act-drawer.tsx"));
const UndoDialog = lazy(() => import("../pages/actions/undo-dialog.tsx"));

/** The one way of acting: the drawer that previews and does, and the dialog that takes back. */
export function ActingProvider({ children }: { children: ReactNode }) {
  const { accountId, person } = useHere();
  const queries = useQueryClient();
  const [target, setTarget] = useState<Target>();
  const [undoing, setUndoing] = useState<number>();
  const announce = useAnnounce(setUndoing);
  const acting = useMemo<Acting>(
    () => ({
      act: setTarget,
      undo: setUndoing,
      say: announce.say,
      undoLast() {
        const query = new URLSearchParams({ limit: "20", requestedBy: person.email });
        request<Page<LeadAction>>(`/accounts/${accountId}/lead-actions?${query}`).then(
          ({ items }) => {
            const last = items.find(({ undoable, undoOf }) => undoable && undoOf === null);
            if (last) setUndoing(last.id);
            else announce.say("There is nothing of yours to undo.");
          },
          (error: Error) => announce.say(error.message),
        );
      },
      finished(action) {
        void queries.invalidateQueries({ queryKey: [accountId] });
        if (action.status === "RUNNING") announce.say("It is under way. The tray above shows how far it is.");
        else announce.action(action);
      },
    }),
    [accountId, person.email, queries, announce],
  );
  return (
    <ActingContext value={acting}>
      {children}
      <Suspense>
        {target && <ActDrawer key={accountId} target={target} onClose={() => setTarget(undefined)} />}
        {undoing !== undefined && <UndoDialog actionId={undoing} onClose={() => setUndoing(undefined)} />}
      </Suspense>
    </ActingContext>
  );
}
