import { expect, test } from "vitest";
import { byteRange } from "./byte-range.ts";

test.each([
  [undefined, undefined],
  ["bytes=0-0", { first: 0, last: 0 }],
  ["bytes=10-", { first: 10, last: 99 }],
  ["bytes=10-1000", { first: 10, last: 99 }],
  ["bytes=-5", { first: 95, last: 99 }],
  ["bytes=-1000", { first: 0, last: 99 }],
  ["bytes=0-1,5-6", undefined],
  ["bytes=5-2", undefined],
  ["bytes=-", undefined],
  ["lines=1-2", undefined],
])("Range %s of a 100-byte file is %o", (header, range) => {
  expect(byteRange(header, 100)).toEqual(range);
});

test.each(["bytes=100-", "bytes=100-200", "bytes=-0"])("a 100-byte file refuses %s", (header) => {
  expect(() => byteRange(header, 100)).toThrow("the file has 100 bytes");
});
