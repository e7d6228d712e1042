import Type from "typebox";
import { enqueue } from "../../db/enqueue.ts";
import { refuse } from "../../errors.ts";
import { shown } from "../../validation/check.ts";
import { parseDate } from "../../validation/dates.ts";
import { leadAction } from "../action.ts";
import { momentParam, param } from "../action-params.ts";
import { leadStates } from "../state.ts";

const field = "leadActionParams.paramMap.SUPPRESS_UNTIL";

interface Suppression {
  until?: string;
  reason?: string;
}

export default leadAction({
  name: "SUPPRESS_LEADS",
  summary:
    "Suppresses leads: they keep their state but are not dialed until the suppression is lifted or its end time comes.",
  words: { label: "Suppress", verb: "Suppress", done: "suppressed" },
  position: 40,
  params: Type.Object({
    SUPPRESS_UNTIL: Type.Optional(
      momentParam({
        title: "Suppressed until",
        description: "When the suppression ends automatically; absent: when someone lifts it",
        help: "Empty: until someone lifts it",
        example: "2100-01-01T00:00:00Z",
      }),
    ),
    REASON: Type.Optional(
      param(Type.String({ maxLength: 255 }), {
        title: "Reason",
        description: "Shown in the leads' history and kept there, so enter nothing personal",
        example: "Holidays",
      }),
    ),
  }),
  states: leadStates,
  stops: true,
  undoable: true,
  async accept({ SUPPRESS_UNTIL: text, REASON: reason }, { tx, scope, now }): Promise<Suppression> {
    const settled = reason?.trim() ? { reason: reason.trim() } : {};
    if (!text) return settled;
    const until = parseDate(text, scope.timeZone);
    if (!until || until <= now)
      throw refuse("INVALID_FIELD", {
        field,
        got: until ? `${shown(text)}, which is in the past` : shown(text),
        takes: "a time in the future such as 2026-07-24T16:00:00.000+0000",
      });
    await enqueue(tx, "end-suppressions", {}, { key: `end-suppressions-${until.getTime()}`, runAt: until });
    return { ...settled, until: until.toISOString() };
  },
  plan: ({ until, reason }: Suppression) => ({
    set: {
      suppressed: true,
      suppressed_until: until === undefined ? null : new Date(until),
      suppression_reason: reason ?? null,
    },
    already: "already suppressed",
  }),
});
