import { figure } from "../support/figure.ts";
import type { Ground } from "../support/ground.ts";
import { chunks, copy, lead } from "../support/load-rows.ts";
import { compare, inTurn, timed } from "../support/measure.ts";

export default figure({
  about: "A CSV file of leads, uploaded and loaded, against a COPY of the same rows into the same tables",
  rows: 1_000_000,
  rounds: 5,
  async run({ ground, rows, rounds }) {
    await using on = await ground(0);
    await load(on, 0, 10_000);
    await copy(on, 0, 10_000);
    const uploads: number[] = [];
    const times = await inTurn(
      rounds,
      async (round) => {
        const { uploaded, loaded } = await load(on, round, rows);
        uploads.push((rows / uploaded) * 1000);
        return uploaded + loaded;
      },
      (round) => timed(() => copy(on, round, rows)),
    );
    const rates = times.map((all) => all.map((took) => (rows / took) * 1000)) as [number[], number[]];
    return [
      compare(`leads of a CSV file of ${rows}, uploaded and loaded`, "COPY", { atLeast: 0.5 }, "/s", ...rates),
      compare("the same, uploaded and read through alone", "COPY", {}, "/s", uploads, rates[1]),
    ];
  },
});

/** Milliseconds that the upload and the load took. */
async function load(on: Ground, round: number, rows: number): Promise<{ uploaded: number; loaded: number }> {
  const { program, accountId, campaignId } = on;
  const url = `${program.url}/v1/accounts/${accountId}/lead-files`;
  const authorization = `Bearer ${program.token}`;
  let id = 0;
  const form = new FormData();
  form.append("file", csv(round, rows), "leads.csv");
  const uploaded = await timed(async () => {
    const answer = await fetch(url, { method: "POST", headers: { authorization }, body: form });
    ({ id } = (await answer.json()) as { id: number });
  });
  const loaded = await timed(async () => {
    const answer = await fetch(`${url}/${id}/load`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ campaignId, timeZoneOption: "NOT_APPLICABLE" }),
    });
    const { changed } = (await answer.json()) as { changed?: number };
    if (changed !== rows) throw new Error(`${changed} of ${rows} leads loaded`);
  });
  return { uploaded, loaded };
}

function csv(round: number, rows: number): Blob {
  const heads = `${Object.keys(lead(0, 0)).join(",")}\r\n`;
  const lines = Iterator.from(Array(rows).keys()).map((i) => `${Object.values(lead(round, i)).join(",")}\r\n`);
  return new Blob([heads, ...chunks(lines)]);
}
