import Type from "typebox";

export const Name = Type.String({ minLength: 1, maxLength: 255, pattern: "\\S", description: "a name, not blank" });

export const Text = Type.String({ maxLength: 10_000 });

/** A limit, or -1 for no limit. */
export const LimitOrOff = Type.Union([
  Type.Literal(-1),
  Type.Integer({ minimum: 1, maximum: 1_000_000, description: "-1: no limit" }),
]);

export const Minutes = Type.Integer({ minimum: 0, maximum: 525_600, description: "minutes" });

/** A point in time, or null. Each surface replaces this schema with its own format. */
export const Moment = Type.Union([Type.String({ description: "a date and time" }), Type.Null()]);

const hour = "([01]\\d|2[0-3])[0-5]\\d";

/** The calling window of one day, in the lead's local time. */
export const CallingWindow = Type.String({
  pattern: `^${hour}(${hour}|2400)$`,
  description:
    "HHMMHHMM, opening and closing time, such as 08002100. 22000200 closes at 2 AM the next day, 00002400 is open all day, 00000000 is closed",
});
