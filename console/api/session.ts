import { useSyncExternalStore } from "react";
import type { Tokens } from "./shapes.ts";

/**
 * Tells tabs that a user is signed in, by a mark that changes with each sign-in. The refresh token is in a cookie that no
 * script can read, and each tab has an access token of its own, in memory only.
 */
const key = "leadyard.signed-in";
const listeners = new Set<() => void>();
let current: Tokens | undefined;

// Earlier versions kept the tokens here.
localStorage.removeItem("leadyard.session");

/** The tokens of this tab; undefined before the first request and while nobody is signed in. */
export const tokens = (): Tokens | undefined => current;

/** Saves the tokens of a sign-in; undefined signs out. */
export function saveTokens(session: Tokens | undefined): void {
  current = session;
  if (session) localStorage.setItem(key, String(Math.random()));
  else localStorage.removeItem(key);
  for (const notify of listeners) notify();
}

/** Replaces this tab's tokens, which have expired or are missing. */
export function renewedTokens(session: Tokens): void {
  current = session;
}

export const isSignedIn = (): boolean => localStorage.getItem(key) !== null;

/** Whether a user is signed in, including sign-ins and sign-outs in other tabs. */
export function useSignedIn(): boolean {
  return useSyncExternalStore(subscribe, isSignedIn);
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  addEventListener("storage", notify);
  return () => {
    listeners.delete(notify);
    removeEventListener("storage", notify);
  };
}

// Another tab has signed out, or signed somebody else in.
addEventListener("storage", (event) => {
  if (event.key === key || event.key === null) current = undefined;
});
