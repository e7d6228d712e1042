import { useSyncExternalStore } from "react";
import type { Tokens } from "./shapes.ts";

const key = "leadyard.session";
const listeners = new Set<() => void>();

/** The tokens of who is signed in; kept in the browser, so that a reload and a second tab need no new sign-in. */
export function tokens(): Tokens | undefined {
  const kept = localStorage.getItem(key);
  return kept === null ? undefined : (JSON.parse(kept) as Tokens);
}

export function keep(session: Tokens | undefined): void {
  if (session) localStorage.setItem(key, JSON.stringify(session));
  else localStorage.removeItem(key);
  for (const tell of listeners) tell();
}

/** Whether somebody is signed in; follows other tabs too. */
export function useSignedIn(): boolean {
  return useSyncExternalStore(subscribe, () => localStorage.getItem(key) !== null);
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  addEventListener("storage", tell);
  return () => {
    listeners.delete(tell);
    removeEventListener("storage", tell);
  };
}
