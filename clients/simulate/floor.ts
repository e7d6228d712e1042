import { Api } from "./api.ts";
import type { Line } from "./calls.ts";
import { readCentre } from "./centre.ts";
import { dialAhead } from "./dial-ahead.ts";
import type { Options } from "./options.ts";
import { previewLeads } from "./preview.ts";
import type { ScreenState } from "./screen.ts";

// How long what is held is tried to be given back when the floor closes, in milliseconds; what is not, lapses on the server.
const lastTries = 15_000;

/** A floor that is open. */
export interface OpenFloor {
  shown(): ScreenState;
  /** Comes once it is closed, and holds nothing any more. */
  closed: Promise<void>;
}

/** Opens a floor, which works until the signal comes. Throws Refused where there is nobody to work, or no right to. */
export async function openFloor(options: Options, closing: AbortSignal): Promise<OpenFloor> {
  const api = new Api(options);
  const giveUp = () => api.giveUp.abort();
  closing.addEventListener("abort", giveUp, { once: true });
  const groups = await readCentre(api, options);
  closing.removeEventListener("abort", giveUp);
  closing.addEventListener("abort", () => setTimeout(giveUp, lastTries).unref(), { once: true });
  const begun = performance.now();
  const line: Line = { api, options, closing, now: () => ((performance.now() - begun) / 1000) * options.speed };
  const work = groups.map((group) =>
    group.mode === "PREVIEW" || group.mode === "CLICK_TO_TALK" ? previewLeads(line, group) : dialAhead(line, group),
  );
  return {
    shown: () => ({ options, groups, now: line.now(), trouble: api.trouble, closing: closing.aborted }),
    closed: Promise.allSettled(work).then((ends) => {
      const failed = ends.find((end) => end.status === "rejected");
      if (failed && !closing.aborted) throw failed.reason;
    }),
  };
}
