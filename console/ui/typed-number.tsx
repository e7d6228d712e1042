import { TextInput } from "@mantine/core";
import { count } from "../words/words.ts";

/** Asks the user to type a number before a dangerous action. `why` is a sentence before the request. */
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

/** Whether the text is the number, with any separators: `12,000`, `12 000`. */
export const isTyped = (typed: string, number: number) => typed.replace(/\D/g, "") === String(number);
