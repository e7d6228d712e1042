import type { AuditAction, AuditItem, AuditKind } from "../../../api/shapes.ts";
import { exactTime } from "../../../words/when.tsx";
import { humanized } from "../../../words/words.ts";

/** The labels of everything that entries are about. */
export const kinds: Record<AuditKind, string> = {
  Account: "Account",
  Agent: "Agent",
  AgentGroup: "Agent group",
  ApiClient: "API client",
  ApiToken: "API token",
  Campaign: "Campaign",
  DialGroup: "Dial group",
  Disposition: "Disposition",
  DncEntry: "Do-not-call entry",
  DncTag: "Do-not-call tag",
  Export: "Export",
  JwtCredential: "JWT credential",
  LeadAction: "Lead action",
  LeadFile: "Lead file",
  LeadList: "List",
  Request: "Request",
  SavedSearch: "Saved search",
  Session: "Session",
  User: "User",
};

export const kindInWords = (kind: string) => (kinds as Record<string, string>)[kind] ?? humanized(kind);

/** The labels of what entries record. */
export const changes: Record<AuditAction, string> = {
  CREATE: "Created",
  UPDATE: "Updated",
  DELETE: "Deleted",
  CANCEL: "Canceled",
  DOWNLOAD: "Downloaded",
  SIGN_IN: "Signed in",
  SIGN_IN_FAILED: "Sign-in failed",
  SIGN_OUT: "Signed out",
  DENIED: "Denied",
};

export const changeInWords = (action: string) => (changes as Record<string, string>)[action] ?? humanized(action);

/** Whether an entry has values of before, after, or both. */
export const shownImages = (action: string) => ({
  before: ["UPDATE", "DELETE"].includes(action),
  after: action !== "DELETE",
});

export const fieldInWords = (field: string) => humanized(field).replace(/ id$/, "");

/** The fields that a change touched, with both values. */
export function changedFieldsOf({ before, after }: Pick<AuditItem, "before" | "after">) {
  const was = before ?? {};
  const is = after ?? {};
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({ field, was: was[field], is: is[field] }));
}

/** A value as text: `yes`, `Jul 24, 2026, 12:00 PM`, `none`. */
export function valueInWords(value: unknown, timeZone: string | undefined): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    return exactTime(new Date(value), timeZone);
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ") || "none";
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value as string | number);
}
