import { useQueryClient } from "@tanstack/react-query";
import { createContext, lazy, type ReactNode, Suspense, useContext, useMemo, useState } from "react";
import { request } from "../api/request.ts";
import type { Criteria, LeadAction, Page } from "../api/shapes.ts";
import { useHere } from "./account.ts";
import { useAnnounce } from "./announce.tsx";

const ActDrawer = lazy(() => import("../pages/actions/act-drawer.tsx"));
const UndoDialog = lazy(() => import("../pages/actions/undo-dialog.tsx"));

/** The leads to act on. */
export interface Target {
  criteria: Criteria;
  /** What they are, in words: "3 chosen leads". */
  title: string;
  /** The action that is wanted, where that is settled. */
  action?: string;
}

interface Acting {
  act: (target: Target) => void;
  undo: (actionId: number) => void;
  /** Undoes the last action of the person that still can be. */
  undoLast: () => void;
  /** Tells something in a toast. */
  say: (text: string) => void;
  /** Tells what came of an action, once, and has the pages read anew what it changed. */
  finished: (action: LeadAction) => void;
}

const Context = createContext<Acting | undefined>(undefined);

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
    <Context value={acting}>
      {children}
      <Suspense>
        {target && <ActDrawer key={accountId} target={target} onClose={() => setTarget(undefined)} />}
        {undoing !== undefined && <UndoDialog actionId={undoing} onClose={() => setUndoing(undefined)} />}
      </Suspense>
    </Context>
  );
}

export function useActing(): Acting {
  const acting = useContext(Context);
  if (!acting) throw new Error("useActing stands outside of ActingProvider");
  return acting;
}
