import { useSyncExternalStore } from "react";

let lost = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Reports that a request got no response. Polls the health endpoint every two seconds until the server answers. */
export function reportNoResponse(): void {
  if (!lost) setLost(true);
  if (timer === undefined) timer = setTimeout(checkHealth, 2000);
}

/** Reports that the server answered, whatever the status. */
export function reportResponse(): void {
  if (lost) setLost(false);
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(onConnection, () => lost);
}

/** Calls the listener each time the connection is lost or comes back; returns the unsubscribe function. */
export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isConnectionLost = () => lost;

function checkHealth(): void {
  timer = undefined;
  fetch("/v1/health").then(
    // A proxy answers 502 or 504 itself while the server behind it is down. Other errors come from the server.
    (response) => (response.status === 502 || response.status === 504 ? reportNoResponse() : reportResponse()),
    reportNoResponse,
  );
}

function setLost(now: boolean): void {
  lost = now;
  for (const listener of listeners) listener();
}
