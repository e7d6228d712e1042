import Type, { type TSchema } from "typebox";

/** The control that a form shows for a parameter; the schema's type decides if it is absent. */
type Input = "campaign" | "list" | "agent" | "moment" | "hidden";

interface ParamForm {
  /** Label of the field. */
  title: string;
  /** What it decides, for the reference; forms show `help` instead if there is one. */
  description?: string;
  help?: string;
  input?: Input;
  /** What each value of an enum means. */
  choices?: Record<string, string>;
  /** A value that the contract test may send; needed for text and numbers that are not ids. */
  example?: unknown;
}

/** The schema with what forms need to know, in keywords of JSON Schema and in `x-` keywords next to them. */
export function param<S extends TSchema>(
  schema: S,
  { title, description, help, input, choices, example }: ParamForm,
): S {
  return {
    ...schema,
    title,
    ...(description === undefined ? {} : { description }),
    ...(help === undefined ? {} : { "x-help": help }),
    ...(input === undefined ? {} : { "x-input": input }),
    ...(choices === undefined ? {} : { "x-choices": choices }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

/** An id that a form lets one choose by name. */
export const idParam = (input: "campaign" | "list" | "agent", form: Omit<ParamForm, "input" | "example">) =>
  param(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), { ...form, input });

/** A date and time as text. */
export const momentParam = (form: Omit<ParamForm, "input">) => param(Type.String(), { ...form, input: "moment" });

/** One of a few values, each with what it means. */
export function choiceParam<const C extends Record<string, string>>(
  choices: C,
  form: Omit<ParamForm, "input" | "choices" | "example">,
) {
  return param(Type.Enum(Object.keys(choices) as (keyof C & string)[]), { ...form, choices });
}
