/** Texts that file formats often break: quotes, separators, every line ending, lookalikes of formulas, numbers, and nulls, and many scripts. */
const texts = [
  'say "hi", twice',
  '"',
  "two\r\nlines",
  "three\nlines\nof text",
  "an old\rMac",
  "=1+1",
  "+1 (415) 555-0100",
  "-2+3",
  "@SUM(A1)",
  "'=already quoted",
  "007",
  " leading",
  "trailing ",
  "tab\there",
  "a;b|c,d",
  "back\\slash",
  "\\.",
  "\\N",
  "NULL",
  "Zoë Straße",
  "漢字かな",
  "🙂👩‍👩‍👧",
  "e\u0301 is not é",
  "non\u00a0breaking",
  "\u200fעברית",
  "1.10",
  "1e5",
  "true",
  "2026-07-24",
  "plain",
];

const zones = ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu"];

const fields = [
  "title",
  "firstName",
  "midName",
  "lastName",
  "suffix",
  "email",
  "address1",
  "address2",
  "city",
  "state",
  "zip",
  "gateKeeper",
  "callerId",
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
];

const extended = ["extendedLeadData.color", "extendedLeadData.last order"];

/** The columns that recreate a lead when loaded. */
export const loadableColumns = [
  "externId",
  "leadPhone",
  "otherPhones",
  ...fields,
  "countryId",
  "leadTimezone",
  "leadState",
  "leadPasses",
  "maxPasses",
  "nextDialTime",
  "leadPriority",
  "suppressed",
  ...extended,
];

/** The load request for a file with these columns. */
export const loadMapping = {
  headers: true,
  columns: Object.fromEntries(
    loadableColumns.filter((name) => name !== "otherPhones" && !extended.includes(name)).map((name) => [name, name]),
  ),
  otherPhones: ["otherPhones"],
  extended: Object.fromEntries(extended.map((name) => [name.slice("extendedLeadData.".length), name])),
};

const number = (i: number) => `+1${2012000000 + (i % 7_999_999)}`;

/** The cells of lead number `i`, the same every time. */
export function cruelRow(i: number): string[] {
  const text = (place: number) =>
    (i + place) % 3 === 0 ? (texts[(i * 7 + place * 13 + Math.floor(i / texts.length)) % texts.length] ?? "") : "";
  return [
    `${i % 2 === 0 ? "00" : "x-"}${i}`,
    number(i),
    i % 4 === 0 ? `${number(i + 1)}|+442071838750` : "",
    ...fields.map((_, place) => text(place)),
    "USA",
    zones[i % zones.length] ?? "",
    i % 5 === 0 ? "PAUSED" : "READY",
    String(i % 4),
    String(1 + (i % 9)),
    new Date(1_780_000_000_000 + i * 1001).toISOString(),
    String(i % 10),
    String(i % 11 === 0),
    ...extended.map((_, place) => text(place)),
  ];
}
