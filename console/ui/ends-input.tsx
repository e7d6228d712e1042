import { TextInput } from "@mantine/core";
import { localMoment } from "../words/local-moment.ts";

/** A date and time in the browser's zone that may be empty. */
export function EndsInput({
  label,
  never,
  value,
  onChange,
}: {
  label: string;
  /** What an empty field means: "Leave empty for never". */
  never: string;
  value: string | null;
  onChange: (moment: string | null) => void;
}) {
  return (
    <TextInput
      label={label}
      description={`In your own time zone. ${never}.`}
      type="datetime-local"
      value={value === null ? "" : localMoment(value)}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === "" ? null : new Date(currentTarget.value).toISOString())
      }
    />
  );
}
