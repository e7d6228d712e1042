import type { Lead, LeadAction } from "../api/shapes.ts";

export const count = (n: number) => n.toLocaleString("en-US");

/** `1 lead`, `12,345 leads` */
export const leadsOf = (n: number) => `${count(n)} ${n === 1 ? "lead" : "leads"}`;

export const fullName = ({ firstName, lastName, leadId }: Pick<Lead, "firstName" | "lastName" | "leadId">) =>
  [firstName, lastName].filter(Boolean).join(" ") || `Lead ${leadId}`;

/** A North American phone in national format; others in E.164. */
export function nationalPhone(phone: string): string {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone) ?? [];
  return area ? `(${area}) ${exchange}-${line}` : phone;
}

export interface ActionWords {
  /** In menus and in the list of actions. */
  label: string;
  /** On a button, before "12,345 leads". */
  verb: string;
  /** After a number of leads. */
  done: string;
}

/** The words of each action by name: from the catalogue, once loaded, and of the two operations that it doesn't list. */
const actionWords = new Map<string, ActionWords>([
  ["LOAD_LEADS", { label: "Load", verb: "Load", done: "loaded" }],
  ["UNDO", { label: "Undo", verb: "Undo", done: "restored" }],
]);

/** Adds the words that actions declare. The frame shows pages only after this. */
export function learnActionWords(actions: readonly (ActionWords & { name: string })[]): void {
  for (const { name, label, verb, done } of actions) actionWords.set(name, { label, verb, done });
}

export const wordsOfAction = (name: string): ActionWords =>
  actionWords.get(name) ?? { label: humanized(name), verb: `${humanized(name)}:`, done: "changed" };

/** The result or progress of an action in a sentence, without a period. */
export function outcomeOf({ action, status, changed, deleted, progress, failure }: LeadAction): string {
  const done = changed + deleted;
  const { label, done: usual } = wordsOfAction(action);
  // Undoing a load, or copies, deletes leads.
  const participle = action === "UNDO" && changed === 0 && deleted > 0 ? "removed" : usual;
  switch (status) {
    case "RUNNING":
      return `${label} is running: ${count(progress?.processed ?? 0)} of ${leadsOf(progress?.total ?? 0)}`;
    case "CANCELLED":
      return `${label} was canceled after ${leadsOf(done)} ${participle}; they stay that way`;
    case "FAILED":
      return `${label} failed: ${failure ?? "unknown error"}; ${leadsOf(done)} ${participle} before that`;
    default:
      return `${leadsOf(done)} ${participle}`;
  }
}

/** The file of a load and its campaign. */
export function loadInWords({ load }: LeadAction, campaign: (id: number) => string): string {
  const what = load?.fileName ?? "Leads loaded by API";
  return load ? `${what} into ${campaign(load.campaignId)}` : what;
}

/** `Pass disposition` from PASS_DISPOSITION, `Last pass dts` from lastPassDts. */
export function humanized(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const outcomes: Record<string, string> = {
  ANSWER: "Answered",
  NOANSWER: "No answer",
  BUSY: "Busy",
  MACHINE: "Answering machine",
  INTERCEPT: "Network message",
  DISCONNECT: "Out of service",
  ABANDON: "Abandoned",
  CONGESTION: "Network congestion",
  MANUAL_PASS: "Recorded manually",
  APP_DNC: "Do not call",
};

/** The label of a system disposition. */
export const outcomeOfPass = (disposition: string) => outcomes[disposition] ?? humanized(disposition);

/** `812 bytes`, `27.1 MB` */
export function bytesOf(n: number): string {
  if (n < 1000) return `${n} bytes`;
  const [unit, size] = n < 1e6 ? ["kB", 1e3] : n < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  return `${(n / (size as number)).toLocaleString("en-US", { maximumFractionDigits: 1 })} ${unit}`;
}
