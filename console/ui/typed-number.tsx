import { TextInput } from "@mantine/core";
import { count } from "./words.ts";

/** Asks for the number of leads in figures, where a press of the button is too little. */
export function TypedNumber({
  why,
  number,
  typed,
  onChange,
}: {
  why: string;
  number: number;
  typed: string;
  onChange: (typed: string) => void;
}) {
  return (
    <TextInput
      label={`${why} Type ${count(number)} to confirm.`}
      inputMode="numeric"
      autoComplete="off"
      value={typed}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Whether what was typed is the number, however it is grouped: `12,000`, `12 000`. */
export const isTyped = (typed: string, number: number) => typed.replace(/\D/g, "") === String(number);
