import type { ActionRecord } from "../../leads/engine/action-record.ts";
import { awaitAction } from "../../leads/engine/progress.ts";
import { departureOf } from "./client-gone.ts";
import type { EndpointRequest } from "./endpoint.ts";

/**
 * An accepted action once it is over, however long that takes. A request with `Prefer: respond-async` waits no longer than it says, and
 * none is held up when the server stops: then the action as it stands, in an answer 202 that says where to look. It goes on all the same.
 */
export async function awaitedAction(
  { context, request, reply }: Pick<EndpointRequest<unknown, unknown, unknown>, "context" | "request" | "reply">,
  record: ActionRecord,
): Promise<ActionRecord> {
  if (record.status !== "RUNNING") return record;
  const { respondAsync, wait } = preferenceOf(request.headers.prefer);
  const departure = departureOf(request, reply);
  const signal = respondAsync ? AbortSignal.any([departure, AbortSignal.timeout(wait)]) : departure;
  const over = respondAsync && wait === 0 ? undefined : await awaitAction(context, record, signal);
  if (over) return over;
  void reply.status(202).header("Location", `/v1/accounts/${record.accountId}/lead-actions/${record.actionId}`);
  if (respondAsync)
    void reply.header("Preference-Applied", wait > 0 ? `respond-async, wait=${wait / 1000}` : "respond-async");
  return record;
}

/** What a Prefer header (RFC 7240) says of waiting. */
export interface Preference {
  /** An answer at once is preferred to the final one. */
  respondAsync: boolean;
  /** Milliseconds after which it is. */
  wait: number;
}

/** Reads a Prefer header; preferences of no meaning here are passed over. */
export function preferenceOf(header: string | string[] | undefined): Preference {
  // Quoted values may hold commas and semicolons.
  const named = [header ?? ""]
    .flat()
    .join(",")
    .replace(/"(?:[^"\\]|\\.)*"/g, "")
    .split(",")
    .map((preference) => (preference.split(";")[0] ?? "").trim().toLowerCase());
  const seconds = named.map((preference) => /^wait\s*=\s*(\d{1,6})$/.exec(preference)?.[1]).find(Boolean);
  return { respondAsync: named.includes("respond-async"), wait: Number(seconds ?? 0) * 1000 };
}
