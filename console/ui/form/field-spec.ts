/** Specs of form fields: kind, label, help, and limits. Forms are built from them. */

interface Words {
  label: string;
  /** A sentence about its effect. The unit is shown with the value. */
  help?: string;
}

export interface Choice {
  value: string | number;
  label: string;
  /** The effect of this choice, shown while it is selected. */
  meaning?: string;
}

type Specs = {
  text: { required?: true };
  paragraph: object;
  flag: object;
  number: { unit?: string; min?: number; max?: number; decimals?: true };
  /** A number; -1 means no limit, shown as `none`. */
  limit: { unit?: string; none: string };
  /** One of the choices, or null if `none` is given. */
  choice: { choices: Choice[]; none?: string };
  /** Any of the choices, stored as one comma-separated string. */
  names: { choices: Choice[]; none: string };
  /** A date and time, or null. */
  moment: { none: string };
};
type Kind = keyof Specs;

type SpecOf<K extends Kind> = K extends Kind ? { kind: K } & Words & Specs[K] : never;
export type FieldSpec = SpecOf<Kind>;

type KindOf<V> = [V] extends [boolean]
  ? "flag"
  : [V] extends [number]
    ? "number" | "limit" | "choice"
    : [V] extends [string]
      ? "text" | "paragraph" | "names" | "choice"
      : [V] extends [number | null]
        ? "choice"
        : [V] extends [string | null]
          ? "moment" | "text"
          : never;

/** A spec for every field of T, of a kind that fits its type. A new field without a spec doesn't compile. */
export type SpecsOf<T> = { [K in keyof T]: SpecOf<KindOf<T[K]>> };

/** A field's value as text, for read-only views and conflicts. */
export function valueInWords(spec: FieldSpec, value: unknown): string {
  switch (spec.kind) {
    case "flag":
      return value ? "yes" : "no";
    case "limit":
      return value === -1 ? spec.none : withUnit(value, spec.unit);
    case "number":
      return withUnit(value, spec.unit);
    case "choice":
      if (value === null) return spec.none ?? "none";
      return spec.choices.find((one) => one.value === value)?.label ?? String(value as string | number);
    case "names": {
      const named = namesOf(String(value));
      const labels = named.map((name) => spec.choices.find((one) => one.value === name)?.label ?? name);
      return labels.length === 0 ? spec.none : labels.join(", ");
    }
    case "moment":
      return value === null
        ? spec.none
        : new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" }).format(
            new Date(value as string),
          );
    default:
      return typeof value === "string" && value !== "" ? value : "none";
  }
}

export const namesOf = (list: string) =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

function withUnit(value: unknown, unit = ""): string {
  const n = Number(value);
  const long = unit === "minutes" && n >= 120 ? ` (${durationInWords(n)})` : "";
  return `${n.toLocaleString("en-US")}${unit && ` ${unitOf(n, unit)}`}${long}`;
}

/** The singular of a unit for 1, otherwise the unit: `pass`, `passes`. */
export const unitOf = (n: number, unit: string) => (n === 1 ? unit.replace(/(?<=ss)es$|s$/, "") : unit);

/** Minutes as days, hours, and minutes: `1 day 4 h`. */
export function durationInWords(minutes: number): string {
  const parts: [number, string][] = [
    [Math.floor(minutes / 1440), minutes < 2880 ? " day" : " days"],
    [Math.floor((minutes % 1440) / 60), " h"],
    [minutes % 60, " min"],
  ];
  return (
    parts
      .filter(([n]) => n > 0)
      .map(([n, unit]) => n + unit)
      .join(" ") || "0 min"
  );
}
