import { figure } from "../support/figure.ts";
import { compare } from "../support/measure.ts";
import { roundTrip } from "../support/round-trip.ts";

export default figure({
  about: "Leads that are hard on files, out as CSV, in again into an empty account, out again: byte-equal, or it fails",
  rows: 1_000_000,
  rounds: 1,
  async run({ ground, rows }) {
    await using on = await ground(0);
    const { sha256, took } = await roundTrip(on.db, on.program, rows);
    if (sha256[0] !== sha256[1]) throw new Error("the second file is not the first one");
    const [first, second] = took.map((ms) => (rows / ms) * 1000) as [number, number];
    return [compare("leads exported again, byte-equal", "the first time", {}, "/s", [second], [first])];
  },
});
