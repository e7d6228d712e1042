import Type, { type TSchema } from "typebox";

/** The control that a form shows for a parameter; if absent, the schema's type decides. */
type Input = "campaign" | "list" | "agent" | "moment" | "hidden";

interface ParamForm {
  /** Label of the field. */
  title: string;
  /** What the parameter does, for the API reference; forms show `help` instead if there is one. */
  description?: string;
  help?: string;
  input?: Input;
  /** What each value of an enum means. */
  choices?: Record<string, string>;
  /** A value that the contract test sends. Required for text and numbers; ids, choices, and switches are tried without one. */
  example?: unknown;
}

/** Adds what forms need to a schema, in keywords of JSON Schema and in `x-` keywords. */
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

/** An id; forms offer the campaigns, lists, or agents by name. */
export const idParam = (input: "campaign" | "list" | "agent", form: Omit<ParamForm, "input" | "example">) =>
  param(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), { ...form, input });

/** A date and time, as text. */
export const momentParam = (form: Omit<ParamForm, "input">) => param(Type.String(), { ...form, input: "moment" });

/** One of a few values; `choices` maps each to its meaning. */
export function choiceParam<const C extends Record<string, string>>(
  choices: C,
  form: Omit<ParamForm, "input" | "choices" | "example">,
) {
  return param(Type.Enum(Object.keys(choices) as (keyof C & string)[]), { ...form, choices });
}
