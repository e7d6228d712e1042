import { expect, test } from "vitest";
import { type Row, readFields } from "./read-fields.ts";

const origin = { country: "USA", timeZone: "America/New_York" };
const read = (row: Row) => readFields(row, origin);
const parsed = (text: string) => JSON.parse(text) as Row;

test.each([
  ["4155550100", "+14155550100"],
  ["14155550100", "+14155550100"],
  ["(415) 555-0100", "+14155550100"],
  ["+61 491 570 156", "+61491570156"],
  [" 415.555.0100 ", "+14155550100"],
])("the phone %s is kept as %s", (leadPhone, phone) => {
  expect(read({ leadPhone }).contact.phone).toBe(phone);
});

test("a phone may come as a number, and as leadPhoneE164", () => {
  expect(read({ leadPhone: 4155550100 }).contact.phone).toBe("+14155550100");
  expect(read({ leadPhoneE164: "+14155550100", leadPhone: "" }).contact.phone).toBe("+14155550100");
});

test("the first of several phones is the lead's own, and a repeated one counts once", () => {
  const fields = read({ leadPhoneE164: "+14155550101", leadPhone: "4155550100|+14155550101| |4155550102" });
  expect(fields.contact.phone).toBe("+14155550101");
  expect(fields.otherPhones).toEqual(["+14155550100", "+14155550102"]);
});

test("an invalid number next to a valid one is left out with a warning", () => {
  const fields = read({ leadPhone: "none|4155550100" });
  expect(fields.contact.phone).toBe("+14155550100");
  expect(fields.otherPhones).toBeUndefined();
  expect(fields.warnings).toEqual([
    'leadPhone is "none"; it takes a phone number such as 4155550100 or +14155550100. It was left out.',
  ]);
});

test("other phones may be a list, and an empty list means none", () => {
  const fields = read({ leadPhone: "4155550100", otherPhones: ["4155550101", 4155550100] });
  expect(fields.otherPhones).toEqual(["+14155550101"]);
  expect(read({ otherPhones: [] }).otherPhones).toEqual([]);
  expect(() => read({ otherPhones: ["x"] })).toThrow('otherPhones is "x"; it takes phone numbers');
  expect(() => read({ otherPhones: "4155550100" })).toThrow("it takes a list of phone numbers");
});

test("a row's country decides how to read its number, and is stored by its id", () => {
  const fields = read({ leadPhone: "0491 570 156", countryCode: "au" });
  expect(fields.contact).toMatchObject({ phone: "+61491570156", country_id: "AUS" });
});

test("in international format a number begins with its country's code", () => {
  const fields = readFields({ leadPhone: "61491570156" }, { ...origin, international: true });
  expect(fields.contact.phone).toBe("+61491570156");
});

test.each([
  [{ middleName: "Q" }, { mid_name: "Q" }],
  [{ midName: "", middleName: "Q" }, { mid_name: "Q" }],
  [{ midName: "P", middleName: "Q" }, { mid_name: "P" }],
  [{ auxPhone1: 5550100 }, { aux_phone: "5550100" }],
  [
    { auxData1: 30, auxData2: true, auxData3: 1.5 },
    { aux_data1: "30", aux_data2: "true", aux_data3: "1.5" },
  ],
  [
    { zip: null, city: "", state: "  " },
    { zip: null, city: null, state: null },
  ],
  [{ firstName: " Ada " }, { first_name: " Ada " }],
  [{ externId: 12345 }, { extern_id: "12345" }],
  [{ countryId: "" }, { country_id: null }],
  [{ nobodyKnowsThis: { a: 1 }, campaign: {}, id: 5 }, {}],
])("contact %j is read as %j", (row, contact) => {
  expect(read(row).contact).toEqual(contact);
});

test.each([
  [{ leadPriority: "5" }, { lead_priority: 5 }],
  [{ leadPriority: "" }, { lead_priority: null }],
  [{ maxPasses: 7 }, { max_passes: 7 }],
  [{ maxPasses: 0 }, { max_passes: null }],
  [{ passCount: "2" }, { pass_count: 2 }],
  [{ leadPasses: 3, passCount: 1 }, { pass_count: 3 }],
  [{ suppressed: "true" }, { suppressed: true }],
  [{ leadState: "do_not_call" }, { lead_state: "DO-NOT-CALL" }],
  [{ nextDialTime: "2026-07-24T16:00:00.000+0000" }, { next_dial_time: new Date("2026-07-24T16:00:00Z") }],
  [{ nextDialTime: "2026-07-24T16:00:00Z" }, { next_dial_time: new Date("2026-07-24T16:00:00Z") }],
  [{ nextDialTime: "2026-07-24T08:00:00-08:00" }, { next_dial_time: new Date("2026-07-24T16:00:00Z") }],
  [{ nextDialTime: "2026-07-24 12:00" }, { next_dial_time: new Date("2026-07-24T16:00:00Z") }],
])("dialing %j is read as %j", (row, dialing) => {
  expect(read(row).dialing).toEqual(dialing);
});

test.each([
  [{ reserveAgent: 980 }, "980"],
  [{ pendingAgentId: " 980 " }, "980"],
  [{ reserveAgent: "" }, null],
  [{ reserveAgent: 0 }, null],
  [{ reserveAgent: null }, null],
])("%j reserves for %s", (row, agent) => {
  expect(read(row).reserveAgent).toBe(agent);
});

test.each<[Row, string]>([
  [{ leadPhone: "" }, 'leadPhone is ""; it takes a phone number such as 4155550100 or +14155550100.'],
  [{ leadPhone: null }, "leadPhone is null; it takes a phone number such as 4155550100 or +14155550100."],
  [{ leadPhone: "12" }, 'leadPhone is "12"; it takes a phone number such as 4155550100 or +14155550100.'],
  [{ leadPhone: "1|2" }, 'leadPhone is "1"; it takes'],
  [{ leadPhone: { a: 1 } }, 'leadPhone is {"a":1}; it takes text.'],
  [{ firstName: ["Ada"] }, 'firstName is ["Ada"]; it takes text.'],
  [{ firstName: "a\0b" }, 'firstName is "a\\u0000b"; it takes text without the character U+0000.'],
  [{ lastName: "\ud800" }, 'lastName is "\\ud800"; it takes text without halves of surrogate pairs.'],
  [{ auxGreeting: "x".repeat(4001) }, "it takes text of at most 4000 characters."],
  [{ externId: "x".repeat(256) }, "it takes text of at most 255 characters."],
  [parsed('{"externId": 12345678901234567890}'), "send longer ones as text"],
  [{ countryId: "Narnia" }, 'countryId is "Narnia"; it takes a country such as USA or US.'],
  [{ leadState: "SLEEPY" }, 'leadState is "SLEEPY"; it takes a state'],
  [{ leadPriority: "high" }, 'leadPriority is "high"; it takes a whole number'],
  [{ leadPriority: 2 ** 31 }, "leadPriority is 2147483648; it takes a whole number"],
  [{ passCount: -1 }, "passCount is -1; it takes a whole number from 0"],
  [{ suppressed: "perhaps" }, 'suppressed is "perhaps"; it takes true or false.'],
  [{ nextDialTime: "tomorrow" }, 'nextDialTime is "tomorrow"; it takes a date and time'],
  [{ nextDialTime: "2026-02-30T00:00:00Z" }, "nextDialTime is"],
  [{ nextDialTime: "0000-01-01T00:00:00Z" }, "nextDialTime is"],
  [{ extendedLeadData: [1] }, "extendedLeadData is [1]; it takes an object of names and values."],
  [{ extendedLeadData: { a: { b: "\0" } } }, "extendedLeadData.a.b is"],
  [{ extendedLeadData: { "\0": 1 } }, "extendedLeadData is"],
  [{ extendedLeadData: { a: "x".repeat(65_529) } }, "it takes an object of at most 65536"],
  // Bytes count, not characters.
  [{ extendedLeadData: { a: "é".repeat(32_768) } }, "it takes an object of at most 65536"],
  [parsed('{"extendedLeadData": {"a": 1e999}}'), "extendedLeadData.a is a number out of range"],
  [parsed(`{"extendedLeadData": {"a": ${"[".repeat(50)}${"]".repeat(50)}}}`), "at most 20 levels"],
])("%j is refused with the field, what it got and what it takes", (row, message) => {
  expect(() => read(row)).toThrow(message);
});

test("extended data is stored unchanged", () => {
  const row = parsed(
    '{"extendedLeadData": {"n": 1, "b": false, "z": null, "__proto__": {"x": "y"}, "t": "a\\nb\\u0007"}}',
  );
  expect(JSON.stringify(read(row).contact.extended)).toBe(JSON.stringify(row.extendedLeadData));
});
