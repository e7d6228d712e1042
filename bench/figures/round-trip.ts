import { figure } from "../support/figure.ts";
import { compare } from "../support/measure.ts";
import { roundTrip } from "../support/round-trip.ts";

export default figure({
  about:
    "A CSV file of leads that are hard on files, in, out, in again into an empty account, out again: byte-equal, or it fails",
  rows: 1_000_000,
  rounds: 1,
  async run({ ground, rows }) {
    await using on = await ground(0);
    const { sha256, took } = await roundTrip(on.db, on.program, rows);
    if (new Set(sha256).size > 1) throw new Error("the files are not the same to the byte");
    const [first, second] = took.map((ms) => (rows / ms) * 1000) as [number, number];
    return [compare("leads exported again, byte-equal", "the first time", {}, "/s", [second], [first])];
  },
});
