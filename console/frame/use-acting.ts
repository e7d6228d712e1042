import { createContext, useContext } from "react";
import type { Criteria, LeadAction } from "../api/shapes.ts";

/** The leads to act on. */
export interface Target {
  criteria: Criteria;
  /** What they are, in words: "3 chosen leads". */
  title: string;
  /** The action that is wanted, where that is settled. */
  action?: string;
}

export interface Acting {
  act: (target: Target) => void;
  undo: (actionId: number) => void;
  /** Undoes the last action of the person that still can be. */
  undoLast: () => void;
  /** Tells something in a toast. */
  say: (text: string) => void;
  /** Tells what came of an action, once, and has the pages read anew what it changed. */
  finished: (action: LeadAction) => void;
}

export const ActingContext = createContext<Acting | undefined>(undefined);

export function useActing(): Acting {
  const acting = useContext(ActingContext);
  if (!acting) throw new Error("useActing is used outside of ActingProvider");
  return acting;
}
