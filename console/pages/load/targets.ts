import type { LeadFile } from "../../api/shapes.ts";
import { criterionLabel } from "../../ui/criteria-words.ts";

export type Sheet = LeadFile["sheets"][number];
type Field = NonNullable<Sheet["columns"][number]["field"]>;

/** What a column fills: a field of the lead, a further phone, a field of the extended data, or nothing. */
export interface Target {
  to: Field | "" | "further phone" | "extended";
  /** Of the extended data */
  name: string;
}

const labels: Partial<Record<Field, string>> = {
  leadPhone: "Phone",
  auxPhone: "Aux phone",
  midName: "Middle name",
  countryId: "Country",
  leadTimezone: "Time zone",
  leadState: "State of the lead",
  state: "State or province",
  leadPriority: "Priority",
  leadPasses: "Passes so far",
  maxPasses: "Passes at most",
  reserveAgent: "Reserved for agent",
  suppressed: "Suppressed, yes or no",
  auxExternalUrl: "Aux external URL",
  machAnswerMessage: "Message for machines",
  liveAnswerMessage: "Message for people",
  callerId: "Caller id",
};

export const fieldLabel = (field: string) =>
  labels[field as Field] ?? (field === "externId" ? "External id" : criterionLabel(field));

const groups: [string, Field[]][] = [
  ["Who", ["externId", "title", "firstName", "midName", "lastName", "suffix", "email"]],
  ["Where", ["address1", "address2", "city", "state", "zip", "countryId", "leadTimezone"]],
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

/** What can be chosen for a column. */
export const choices = [
  { value: "", label: "Ignored" },
  {
    group: "Phone",
    items: [
      { value: "leadPhone", label: "Phone" },
      { value: "further phone", label: "A further phone" },
    ],
  },
  ...groups.map(([group, fields]) => ({
    group,
    items: fields.map((field) => ({ value: field as string, label: fieldLabel(field) })),
  })),
  { group: "Extended data", items: [{ value: "extended", label: "Extended data, named…" }] },
];

/** What the upload guessed. */
export const guessed = ({ columns }: Sheet): Target[] => columns.map(({ field }) => ({ to: field ?? "", name: "" }));

/** A name for a column's extended data, as long as none is given. */
export const nameFor = (column: Sheet["columns"][number]) => column.header?.trim() || `column${column.index + 1}`;

/** What a column is called. */
export const columnName = ({ header, index }: Sheet["columns"][number]) => header?.trim() || `Column ${index + 1}`;

/** Another target for a column. A field is filled by one column: the one that filled it is ignored from then on; `freed` tells which. */
export function retargeted(targets: Target[], index: number, target: Target): { targets: Target[]; freed?: number } {
  const single = !["", "further phone", "extended"].includes(target.to);
  const freed = single ? targets.findIndex(({ to }, i) => to === target.to && i !== index) : -1;
  return {
    targets: targets.map((one, i) => (i === index ? target : i === freed ? { to: "", name: "" } : one)),
    ...(freed === -1 ? {} : { freed }),
  };
}

/** The columns as a load takes them. */
export function mappingOf(targets: Target[]) {
  const numbered = targets.map((target, index) => ({ ...target, index }));
  const isField = ({ to }: Target) => !["", "further phone", "extended"].includes(to);
  return {
    columns: Object.fromEntries(numbered.filter(isField).map(({ to, index }) => [to, index])),
    otherPhones: numbered.filter(({ to }) => to === "further phone").map(({ index }) => index),
    extended: Object.fromEntries(
      numbered.filter(({ to }) => to === "extended").map(({ name, index }) => [name.trim(), index]),
    ),
  };
}

/** What is wrong with a column's target, in words. */
export function faultOf(targets: Target[], index: number): string | undefined {
  const target = targets[index];
  if (target?.to !== "extended") return undefined;
  const name = target.name.trim();
  if (name === "") return "The extended data needs a name.";
  const twice = targets.some((one, i) => i !== index && one.to === "extended" && one.name.trim() === name);
  return twice ? "Another column has that name." : undefined;
}
