import Type from "typebox";
import { CallingWindow } from "../../../validation/field-schemas.ts";

export const State = Type.String({
  maxLength: 10,
  description: "A state or province with its country: USA-CA, CAN-ON",
});

export const HolidayFields = {
  date: Type.String({ format: "date", description: "A date in the lead's time zone" }),
  name: Type.String({ maxLength: 255 }),
  state: Type.Union([State, Type.Null()]),
};
export const HolidayResource = Type.Object({ holidayId: Type.Integer(), ...HolidayFields }, { title: "Holiday" });

const Day = Type.Union([CallingWindow, Type.Null()], { description: "null: the campaign's window applies" });
/** The calling windows of a state, by weekday. */
export const Week = {
  monSched: Day,
  tueSched: Day,
  wedSched: Day,
  thuSched: Day,
  friSched: Day,
  satSched: Day,
  sunSched: Day,
};
export const StateWindowResource = Type.Object({ state: State, ...Week }, { title: "StateWindow" });
