import { Api } from "./api.ts";
import type { Line } from "./calls.ts";
import { readCenter } from "./center.ts";
import { dialAhead } from "./dial-ahead.ts";
import type { Options } from "./options.ts";
import { previewLeads } from "./preview.ts";
import type { ScreenState } from "./screen.ts";

// How long a closing floor keeps trying to end its claims, in milliseconds. Claims that remain lapse on the server.
const releaseTimeout = 15_000;

/** A running floor. */
export interface OpenFloor {
  shown(): ScreenState;
  /** Resolves once the floor is closed and holds no more claims. */
  closed: Promise<void>;
}

/**
 * Opens a floor that works until `closing` aborts. Throws ApiError if there is no agent, or the user may not dial. The signal aborts
 * requests at once only while opening; after that, the floor gets time to end its claims.
 */
export async function openFloor(options: Options, closing: AbortSignal): Promise<OpenFloor> {
  const api = new Api(options);
  const giveUp = () => api.giveUp.abort();
  closing.addEventListener("abort", giveUp, { once: true });
  const groups = await readCenter(api, options);
  closing.removeEventListener("abort", giveUp);
  closing.addEventListener("abort", () => setTimeout(giveUp, releaseTimeout).unref(), { once: true });
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
