import { figure } from "../support/figure.ts";
import { compare } from "../support/measure.ts";
import { roundTrip } from "../support/round-trip.ts";

export default figure({
  about:
    "A CSV file of difficult values loaded, exported, loaded into an empty account, and exported again: fails unless byte-equal",
  rows: 1_000_000,
  rounds: 1,
  async run({ makeDatabase, rows }) {
    await using on = await makeDatabase(0);
    const { sha256, took } = await roundTrip(on.db, on.program, rows);
    if (new Set(sha256).size > 1) throw new Error("the files are not equal byte for byte");
    const [first, second] = took.map((ms) => (rows / ms) * 1000) as [number, number];
    return [compare("leads exported again, byte-equal", "the first time", {}, "/s", [second], [first])];
  },
});
