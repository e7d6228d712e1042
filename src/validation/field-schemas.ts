import Type from "typebox";

/** A name: text that is not blank. */
export const Name = Type.String({ minLength: 1, maxLength: 255, pattern: "\\S", description: "a name, not blank" });

export const Text = Type.String({ maxLength: 10_000 });

/** A count that -1 switches off. */
export const LimitOrOff = Type.Union([
  Type.Literal(-1),
  Type.Integer({ minimum: 1, maximum: 1_000_000, description: "-1 switches it off" }),
]);

export const Minutes = Type.Integer({ minimum: 0, maximum: 525_600, description: "minutes" });

/** A moment as both surfaces take it; null where there is none. Each surface puts its own form in the place of this. */
export const Moment = Type.Union([Type.String({ description: "a date and time" }), Type.Null()]);

const hour = "([01]\\d|2[0-3])[0-5]\\d";

/** A calling window of a day, in the lead's own time. */
export const CallingWindow = Type.String({
  pattern: `^${hour}(${hour}|2400)$`,
  description:
    "HHMMHHMM from opening to closing, such as 08002100; 22000200 closes at two on the next day, 00002400 is open all day, 00000000 closed",
});
