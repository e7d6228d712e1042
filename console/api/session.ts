import { useSyncExternalStore } from "react";
import type { Tokens } from "./shapes.ts";

const key = "leadyard.session";
const listeners = new Set<() => void>();

/** The tokens of the signed-in user. They are in local storage so that reloads and other tabs stay signed in. */
export function tokens(): Tokens | undefined {
  const saved = localStorage.getItem(key);
  return saved === null ? undefined : (JSON.parse(saved) as Tokens);
}

/** Saves the tokens; undefined signs out. */
export function saveTokens(session: Tokens | undefined): void {
  if (session) localStorage.setItem(key, JSON.stringify(session));
  else localStorage.removeItem(key);
  for (const notify of listeners) notify();
}

/** Whether a user is signed in, including sign-ins and sign-outs in other tabs. */
export function useSignedIn(): boolean {
  return useSyncExternalStore(subscribe, () => localStorage.getItem(key) !== null);
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  addEventListener("storage", notify);
  return () => {
    listeners.delete(notify);
    removeEventListener("storage", notify);
  };
}
