import type { Lead, LeadAction } from "../api/shapes.ts";
import { stateLabel } from "./states.tsx";

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

interface ActionWords {
  /** On a button, before "12,345 leads". */
  verb: string;
  /** In the ledger. */
  noun: string;
  /** Behind a number of leads. */
  done: string;
}

const actionWords: Record<string, ActionWords> = {
  RESET_LEADS: { verb: "Reset", noun: "Reset", done: "reset" },
  READY_LEADS: { verb: "Make ready", noun: "Make ready", done: "made ready" },
  PAUSE_LEADS: { verb: "Pause", noun: "Pause", done: "paused" },
  CANCEL_LEADS: { verb: "Cancel", noun: "Cancel", done: "cancelled" },
  SUPPRESS_LEADS: { verb: "Suppress", noun: "Suppress", done: "suppressed" },
  UNSUPPRESS_LEADS: { verb: "Lift suppression of", noun: "Lift suppression", done: "no longer suppressed" },
  DELETE_LEADS: { verb: "Delete", noun: "Delete", done: "deleted" },
  MOVE_TO_CAMPAIGN: { verb: "Move", noun: "Move or copy", done: "moved or copied" },
  CALLBACK_LEADS: { verb: "Set callbacks of", noun: "Callback", done: "given another callback" },
  AGENT_RESERVATION: { verb: "Reserve", noun: "Reserve for an agent", done: "reserved" },
  MANUAL_LEADS: { verb: "Record a pass of", noun: "Manual pass", done: "given a pass" },
  EMAIL_LEADS: { verb: "Mail", noun: "Mail a list", done: "mailed" },
  DIALER_REFRESH: { verb: "Refresh dialers of", noun: "Refresh dialers", done: "freed" },
  LOAD_LEADS: { verb: "Load", noun: "Load", done: "loaded" },
  UNDO: { verb: "Undo", noun: "Undo", done: "put back" },
};

export function wordsOfAction(name: string): ActionWords {
  const words = name.toLowerCase().replaceAll("_", " ");
  const noun = words.charAt(0).toUpperCase() + words.slice(1);
  return actionWords[name] ?? { verb: `${noun}:`, noun, done: "changed" };
}

/** What an action did, in a sentence. */
export function outcomeOf({ action, status, changed, deleted, progress, failure }: LeadAction): string {
  const done = changed + deleted;
  const { noun, done: usual } = wordsOfAction(action);
  // The undo of a load, or of copies
  const participle = action === "UNDO" && changed === 0 && deleted > 0 ? "taken away again" : usual;
  switch (status) {
    case "RUNNING":
      return `${noun} is running: ${count(progress?.processed ?? 0)} of ${leadsOf(progress?.total ?? 0)}`;
    case "CANCELLED":
      return `${noun} was cancelled; ${leadsOf(done)} had been ${participle} by then and stay so`;
    case "FAILED":
      return `${noun} failed: ${failure ?? "for no known reason"}; ${leadsOf(done)} had been ${participle} by then`;
    default:
      return `${leadsOf(done)} ${participle}`;
  }
}

/** What a load loaded, and where to. */
export function loadInWords({ load }: LeadAction, campaign: (id: number) => string): string {
  const what = load?.fileName ?? "Leads over the API";
  return load ? `${what} into ${campaign(load.campaignId)}` : what;
}

/** Reasons of skips that name a state by its code, with the state's word. */
export const reasonInWords = (reason: string) =>
  reason.replace(/^in state (\S+)$/, (_, state: string) => `in state “${stateLabel(state)}”`);

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
