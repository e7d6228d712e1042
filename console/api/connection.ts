import { useSyncExternalStore } from "react";

let lost = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** No answer came: from now on it is tried every two seconds whether there is one again. */
export function connectionLost(): void {
  if (!lost) tell(true);
  if (timer === undefined) timer = setTimeout(tryAgain, 2000);
}

export function connectionWorks(): void {
  if (lost) tell(false);
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(onConnection, () => lost);
}

/** Calls back at every loss and return of the connection. */
export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isConnectionLost = () => lost;

function tryAgain(): void {
  timer = undefined;
  fetch("/v1/health").then(
    (response) => (response.status === 502 || response.status === 504 ? connectionLost() : connectionWorks()),
    connectionLost,
  );
}

function tell(now: boolean): void {
  lost = now;
  for (const listener of listeners) listener();
}
