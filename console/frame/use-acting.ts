import { createContext, useContext } from "react";
import type { Criteria, LeadAction } from "../api/shapes.ts";

/** The leads to act on. */
export interface Target {
  criteria: Criteria;
  /** Names them after "Act on": "3 selected leads". */
  title: string;
  /** The action to preselect. */
  action?: string;
}

export interface ActionStarter {
  /** Opens the action drawer. */
  act: (target: Target) => void;
  /** Opens the undo dialog. */
  undo: (actionId: number) => void;
  /** Opens the undo of the user's last action that can still be undone. */
  undoLast: () => void;
  /** Shows a message in a toast. */
  showMessage: (text: string) => void;
  /** Announces the result of an action once, and refetches what it changed. */
  finished: (action: LeadAction) => void;
}

export const ActionStarterContext = createContext<ActionStarter | undefined>(undefined);

export function useActing(): ActionStarter {
  const acting = useContext(ActionStarterContext);
  if (!acting) throw new Error("useActing must be called inside ActingProvider");
  return acting;
}
