import type { ActionRecord } from "../../../leads/engine/action-record.ts";
import { awaitAction } from "../../../leads/engine/progress.ts";
import type { EndpointRequest } from "../endpoint.ts";
import { waitSignal } from "./wait-signal.ts";

/**
 * Waits until an accepted action is over, however long it takes. A request with `Prefer: respond-async` waits only as
 * long as it asks, and no request holds up a server that stops; both get the running action with status 202 and its
 * address in Location. The action continues either way.
 */
export async function awaitedAction(
  { context, request, reply }: Pick<EndpointRequest<unknown, unknown, unknown>, "context" | "request" | "reply">,
  record: ActionRecord,
): Promise<ActionRecord> {
  if (record.status !== "RUNNING") return record;
  const { respondAsync, wait } = preferenceOf(request.headers.prefer);
  const departure = waitSignal(request, reply);
  const signal = respondAsync ? AbortSignal.any([departure, AbortSignal.timeout(wait)]) : departure;
  const over = respondAsync && wait === 0 ? undefined : await awaitAction(context, record, signal);
  await request.recheckAccess();
  if (over) return over;
  void reply.status(202).header("Location", `/v1/accounts/${record.accountId}/lead-actions/${record.actionId}`);
  if (respondAsync)
    void reply.header("Preference-Applied", wait > 0 ? `respond-async, wait=${wait / 1000}` : "respond-async");
  return record;
}

/** What a Prefer header (RFC 7240) says about waiting. */
export interface Preference {
  /** The client prefers an early response to waiting for the final one. */
  respondAsync: boolean;
  /** How long to wait for the final response before sending the early one, in milliseconds. */
  wait: number;
}

/** Reads a Prefer header and ignores preferences that mean nothing here. */
export function preferenceOf(header: string | string[] | undefined): Preference {
  // Quoted values may contain commas and semicolons, so they are removed before splitting.
  const named = withoutQuoted([header ?? ""].flat().join(","))
    .split(",")
    .map((preference) => (preference.split(";")[0] ?? "").trim().toLowerCase());
  const seconds = named.map((preference) => /^wait\s*=\s*(\d{1,6})$/.exec(preference)?.[1]).find(Boolean);
  return { respondAsync: named.includes("respond-async"), wait: Number(seconds ?? 0) * 1000 };
}

function withoutQuoted(header: string): string {
  let kept = "";
  let inQuotes = false;
  for (let at = 0; at < header.length; at++) {
    if (inQuotes && header[at] === "\\") at++;
    else if (header[at] === '"') inQuotes = !inQuotes;
    else if (!inQuotes) kept += header[at];
  }
  return kept;
}
