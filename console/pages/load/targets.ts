import type { LeadFile } from "../../api/shapes.ts";
import { criterionLabel } from "../../words/criteria-words.ts";

export type Sheet = LeadFile["sheets"][number];
type Field = NonNullable<Sheet["columns"][number]["field"]>;

/** What a column fills: a lead field, another phone, an extended data field, or nothing (""). */
export interface Target {
  to: Field | "" | "other phone" | "extended";
  /** The name of the extended data field; otherwise empty. */
  name: string;
}

const labels: Partial<Record<Field, string>> = {
  leadPhone: "Phone",
  auxPhone: "Aux phone",
  midName: "Middle name",
  countryId: "Country",
  leadTimezone: "Time zone",
  leadState: "Lead state",
  state: "State or province",
  leadPriority: "Priority",
  leadPasses: "Passes",
  maxPasses: "Maximum passes",
  reserveAgent: "Reserved for agent",
  suppressed: "Suppressed (yes or no)",
  auxExternalUrl: "Aux external URL",
  machAnswerMessage: "Answering machine message",
  liveAnswerMessage: "Live answer message",
  callerId: "Caller ID",
};

export const fieldLabel = (field: string) =>
  labels[field as Field] ?? (field === "externId" ? "External ID" : criterionLabel(field));

const groups: [string, Field[]][] = [
  ["Contact", ["externId", "title", "firstName", "midName", "lastName", "suffix", "email"]],
  ["Address", ["address1", "address2", "city", "state", "zip", "countryId", "leadTimezone"]],
  [
    "Dialing",
    ["leadState", "leadPriority", "leadPasses", "maxPasses", "nextDialTime", "suppressed", "reserveAgent", "callerId"],
  ],
  [
    "More",
    [
      "gateKeeper",
      "auxData1",
      "auxData2",
      "auxData3",
      "auxData4",
      "auxData5",
      "auxPhone",
      "auxExternalUrl",
      "auxGreeting",
      "liveAnswerMessage",
      "machAnswerMessage",
    ],
  ],
];

/** The options of a column's select. */
export const choices = [
  { value: "", label: "Ignore" },
  {
    group: "Phone",
    items: [
      { value: "leadPhone", label: "Phone" },
      { value: "other phone", label: "Other phone" },
    ],
  },
  ...groups.map(([group, fields]) => ({
    group,
    items: fields.map((field) => ({ value: field as string, label: fieldLabel(field) })),
  })),
  { group: "Extended data", items: [{ value: "extended", label: "Extended data field…" }] },
];

/** The targets that the server suggested from headers and values. */
export const suggestedTargets = ({ columns }: Sheet): Target[] =>
  columns.map(({ field }) => ({ to: field ?? "", name: "" }));

/** The default name of a column's extended data field. */
export const nameFor = (column: Sheet["columns"][number]) => column.header?.trim() || `column${column.index + 1}`;

/** The column's header, or its number if it has none. */
export const columnName = ({ header, index }: Sheet["columns"][number]) => header?.trim() || `Column ${index + 1}`;

/**
 * Sets the target of a column. Only one column can fill a lead field, so a column that filled it before becomes ignored;
 * `replaced` is its index.
 */
export function setTarget(targets: Target[], index: number, target: Target): { targets: Target[]; replaced?: number } {
  const single = !["", "other phone", "extended"].includes(target.to);
  const replaced = single ? targets.findIndex(({ to }, i) => to === target.to && i !== index) : -1;
  return {
    targets: targets.map((one, i) => (i === index ? target : i === replaced ? { to: "", name: "" } : one)),
    ...(replaced === -1 ? {} : { replaced }),
  };
}

/** The column mapping of the load request. */
export function mappingOf(targets: Target[]) {
  const numbered = targets.map((target, index) => ({ ...target, index }));
  const isField = ({ to }: Target) => !["", "other phone", "extended"].includes(to);
  return {
    columns: Object.fromEntries(numbered.filter(isField).map(({ to, index }) => [to, index])),
    otherPhones: numbered.filter(({ to }) => to === "other phone").map(({ index }) => index),
    extended: Object.fromEntries(
      numbered.filter(({ to }) => to === "extended").map(({ name, index }) => [name.trim(), index]),
    ),
  };
}

/** What is wrong with a column's target, if anything. */
export function faultOf(targets: Target[], index: number): string | undefined {
  const target = targets[index];
  if (target?.to !== "extended") return undefined;
  const name = target.name.trim();
  if (name === "") return "Enter a name for the extended data field.";
  const twice = targets.some((one, i) => i !== index && one.to === "extended" && one.name.trim() === name);
  return twice ? "Another column has the same name." : undefined;
}
