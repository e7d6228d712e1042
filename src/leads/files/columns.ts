import { parsePhone } from "../../geography/phones.ts";
import { textColumns } from "../load/read-fields.ts";
import type { PreviewRow } from "./lead-file.ts";

/** The lead fields that a column of a file can fill. */
export const columnFields = [
  "leadPhone",
  ...(Object.keys(textColumns) as (keyof typeof textColumns)[]),
  "countryId",
  "leadTimezone",
  "leadState",
  "leadPriority",
  "leadPasses",
  "maxPasses",
  "nextDialTime",
  "suppressed",
  "reserveAgent",
] as const;
export type ColumnField = (typeof columnFields)[number];

/** A column of an uploaded sheet with a suggested field. */
export interface GuessedColumn {
  /** From 0. */
  index: number;
  header: string | null;
  /** The first three values that are not blank. */
  samples: string[];
  field: ColumnField | null;
}

// Common column names, as `normalize` returns them.
const names: Partial<Record<ColumnField, string>> = {
  leadPhone:
    "phone phonenumber phone1 mobile mobilephone mobilenumber cell cellphone cellnumber telephone tel telephonenumber primaryphone homephone leadphonee164 phoneno contactnumber number",
  auxPhone: "auxphone1 phone2 otherphone alternatephone altphone workphone businessphone secondaryphone",
  externId: "externalid externid id leadid crmid recordid customerid contactid accountnumber reference ref",
  firstName: "first fname givenname forename vorname",
  midName: "middlename middle middleinitial mi",
  lastName: "last lname surname familyname nachname",
  title: "salutation prefix anrede",
  email: "emailaddress mail e-mail",
  address1: "address street streetaddress addressline1 mailingaddress",
  address2: "addressline2 apt suite unit street2",
  city: "town locality ort",
  state: "province region stateprovince st",
  zip: "zipcode postalcode postcode plz postal",
  countryId: "country countrycode",
  leadTimezone: "timezone tz",
  leadPriority: "priority",
  leadPasses: "passes passcount attempts",
  reserveAgent: "agent agentid pendingagentid reservedagentid reservedagent",
  auxData1: "aux1",
  auxData2: "aux2",
  auxData3: "aux3",
  auxData4: "aux4",
  auxData5: "aux5",
};

const normalize = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const byName = new Map<string, ColumnField>([
  ...columnFields.map((field) => [normalize(field), field] as const),
  ...Object.entries(names).flatMap(([field, all]) =>
    all.split(" ").map((name) => [normalize(name), field as ColumnField] as const),
  ),
]);

/** Finds the field that a column name means, in any spelling: `LEAD_PHONE`, `leadPhone`, `Phone number`. */
export const fieldByName = (name: string): ColumnField | undefined => byName.get(normalize(name));

/** Whether the first row has headers: it contains a known name and no phone number. */
export function looksLikeHeaders(first: readonly PreviewRow[], country: string): boolean {
  const cells = (first[0]?.slice(1) ?? []) as string[];
  return cells.some((cell) => fieldByName(cell) !== undefined) && !cells.some((cell) => isPhone(cell, country));
}

/**
 * Suggests a field for each column, by its header or else by its values. The first column that fits a field gets it.
 */
export function guessColumns(
  first: readonly PreviewRow[],
  width: number,
  headers: boolean,
  country: string,
): GuessedColumn[] {
  const [head, ...others] = first.map(([, ...cells]) => cells);
  const rows = headers ? others : first.map(([, ...cells]) => cells);
  const taken = new Set<ColumnField>();
  const columns = Array.from({ length: width }, (_, index): GuessedColumn => {
    const header = headers ? (head?.[index] ?? "") : null;
    const samples = rows.map((cells) => cells[index] ?? "").filter((cell) => cell.trim() !== "");
    return { index, header, samples: samples.slice(0, 3), field: null };
  });
  const assign = (column: GuessedColumn, field: ColumnField | undefined) => {
    if (field === undefined || taken.has(field) || column.field !== null) return;
    column.field = field;
    taken.add(field);
  };
  for (const column of columns) assign(column, fieldByName(column.header ?? ""));
  for (const column of columns) {
    const values = rows.map((cells) => cells[column.index] ?? "").filter((cell) => cell.trim() !== "");
    if (values.length > 0 && column.field === null) assign(column, fieldOfValues(values, country));
  }
  return columns;
}

/** The field that at least 80% of the values fit. */
function fieldOfValues(values: readonly string[], country: string): ColumnField | undefined {
  const most = (test: (value: string) => boolean) => values.filter(test).length >= values.length * 0.8;
  if (most((value) => isPhone(value, country))) return "leadPhone";
  if (most(isEmail)) return "email";
  if (most((value) => /^\d{5}(-\d{4})?$/.test(value.trim()))) return "zip";
  return undefined;
}

function isEmail(text: string): boolean {
  const [name, domain = "", ...rest] = text.trim().split("@");
  return name !== "" && rest.length === 0 && /^\S+$/.test(`${name}${domain}`) && domain.slice(1, -1).includes(".");
}

const isPhone = (text: string, country: string) =>
  text.split("|").some((one) => /\d{7}/.test(one.replace(/[\s().-]/g, "")) && parsePhone(one, country) !== undefined);
