import type { Names } from "../words/criteria-words.ts";
import { exactTime } from "../words/when.tsx";
import { humanized } from "../words/words.ts";
import { stateLabel } from "./states.tsx";

type Image = Record<string, unknown>;

// Bookkeeping of passes per day, of no interest next to the number of passes.
const hidden = new Set(["dailyPassOn", "dailyPassCount"]);

/** The changed fields in words: `State: Ready → Paused`. */
export function changesInWords(before: Image = {}, after: Image = {}, names: Names): string[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !hidden.has(name));
  return fields.flatMap((name) => {
    const [was, is] = [valueInWords(name, before[name], names), valueInWords(name, after[name], names)];
    return was === is ? [] : [`${labels[name] ?? humanized(name)}: ${was} → ${is}`];
  });
}

const labels: Record<string, string> = {
  leadState: "State",
  campaignId: "Campaign",
  listId: "List",
  passCount: "Passes",
};

function valueInWords(name: string, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === "") return "none";
  if (name === "leadState") return stateLabel(value as string);
  if (name === "campaignId") return names.campaign(Number(value));
  if (name === "listId") return names.list(Number(value));
  if (name.endsWith("AgentId")) return names.agent(Number(value));
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (/(At|Time)$/.test(name)) return exactTime(new Date(value as string), undefined);
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number);
}
