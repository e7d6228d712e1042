import type { Lead, LeadAction } from "../api/shapes.ts";

export const count = (n: number) => n.toLocaleString("en-US");

/** `1 lead`, `12,345 leads` */
export const leadsOf = (n: number) => `${count(n)} ${n === 1 ? "lead" : "leads"}`;

export const fullName = ({ firstName, lastName, leadId }: Pick<Lead, "firstName" | "lastName" | "leadId">) =>
  [firstName, lastName].filter(Boolean).join(" ") || `Lead ${leadId}`;

/** A phone as people of its country write it; others than North American ones in E.164. */
export function nationalPhone(phone: string): string {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone) ?? [];
  return area ? `(${area}) ${exchange}-${line}` : phone;
}

export interface ActionWords {
  /** In menus and in the ledger. */
  label: string;
  /** On a button, before "12,345 leads". */
  verb: string;
  /** After a number of leads. */
  done: string;
}

/** The words of every action by its name: those of the catalogue once it is loaded, and of the two operations it does not list. */
const actionWords = new Map<string, ActionWords>([
  ["LOAD_LEADS", { label: "Load", verb: "Load", done: "loaded" }],
  ["UNDO", { label: "Undo", verb: "Undo", done: "put back" }],
]);

/** Takes over the words that actions declare; the frame waits for this before it shows a page. */
export function learnActionWords(actions: readonly (ActionWords & { name: string })[]): void {
  for (const { name, label, verb, done } of actions) actionWords.set(name, { label, verb, done });
}

export const wordsOfAction = (name: string): ActionWords =>
  actionWords.get(name) ?? { label: humanized(name), verb: `${humanized(name)}:`, done: "changed" };

/** What an action did, in a sentence. */
export function outcomeOf({ action, status, changed, deleted, progress, failure }: LeadAction): string {
  const done = changed + deleted;
  const { label, done: usual } = wordsOfAction(action);
  // The undo of a load, or of copies
  const participle = action === "UNDO" && changed === 0 && deleted > 0 ? "taken away again" : usual;
  switch (status) {
    case "RUNNING":
      return `${label} is running: ${count(progress?.processed ?? 0)} of ${leadsOf(progress?.total ?? 0)}`;
    case "CANCELLED":
      return `${label} was cancelled; ${leadsOf(done)} had been ${participle} by then and stay so`;
    case "FAILED":
      return `${label} failed: ${failure ?? "for no known reason"}; ${leadsOf(done)} had been ${participle} by then`;
    default:
      return `${leadsOf(done)} ${participle}`;
  }
}

/** What a load loaded, and where to. */
export function loadInWords({ load }: LeadAction, campaign: (id: number) => string): string {
  const what = load?.fileName ?? "Leads over the API";
  return load ? `${what} into ${campaign(load.campaignId)}` : what;
}

/** A field's name as people say it: PASS_DISPOSITION, lastPassDts. */
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
  CONGESTION: "Network congested",
  MANUAL_PASS: "Recorded by hand",
  APP_DNC: "Do not call",
};

/** What came of a pass, in the words of the field. */
export const outcomeOfPass = (disposition: string) => outcomes[disposition] ?? humanized(disposition);

/** `812 bytes`, `27.1 MB` */
export function bytesOf(n: number): string {
  if (n < 1000) return `${n} bytes`;
  const [unit, size] = n < 1e6 ? ["kB", 1e3] : n < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  return `${(n / (size as number)).toLocaleString("en-US", { maximumFractionDigits: 1 })} ${unit}`;
}
