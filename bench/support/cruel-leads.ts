/** Texts that files get wrong: quotes, separators, line ends of each kind, what looks like a formula, a number or nothing, and all the world's writing. */
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

/** The columns that make a lead again when they are loaded. */
export const loadable = [
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
  "extendedLeadData",
];

const number = (i: number) => `+1${2012000000 + (i % 7_999_999)}`;

/** The lead of that number, as a load takes it; always the same. */
export function cruelLead(i: number): Record<string, unknown> {
  const some = fields.flatMap((name, place) => {
    const text = texts[(i * 7 + place * 13 + Math.floor(i / texts.length)) % texts.length];
    return (i + place) % 3 === 0 ? [[name, `${text}`]] : [];
  });
  return {
    externId: `${i % 2 === 0 ? "00" : "x-"}${i}`,
    leadPhone: number(i),
    ...(i % 4 === 0 ? { otherPhones: [number(i + 1), "+442071838750"] } : {}),
    ...Object.fromEntries(some),
    leadTimezone: zones[i % zones.length],
    leadState: i % 5 === 0 ? "PAUSED" : "READY",
    leadPasses: i % 4,
    nextDialTime: new Date(1_780_000_000_000 + i * 1001).toISOString(),
    leadPriority: i % 10,
    suppressed: i % 11 === 0,
    ...(i % 3 === 0
      ? { extendedLeadData: { colour: texts[i % texts.length], size: i, nested: { list: [1, null, "=x"] } } }
      : {}),
  };
}

/** A lead as it stands in a row of an exported file, as a load takes it. */
export function rowToLead(row: Record<string, string>): Record<string, unknown> {
  const { leadPasses, maxPasses, leadPriority, suppressed, otherPhones = "", extendedLeadData = "", ...texted } = row;
  return {
    ...Object.fromEntries(Object.entries(texted).filter(([, text]) => text !== "")),
    leadPasses: Number(leadPasses),
    maxPasses: Number(maxPasses),
    leadPriority: Number(leadPriority),
    suppressed: suppressed === "true",
    ...(otherPhones === "" ? {} : { otherPhones: otherPhones.split("|") }),
    ...(extendedLeadData === "" ? {} : { extendedLeadData: JSON.parse(extendedLeadData) as unknown }),
  };
}
