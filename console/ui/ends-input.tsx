import { TextInput } from "@mantine/core";
import { localMoment } from "./local-moment.ts";

/** When something ends, or that it does not. */
export function EndsInput({
  label,
  never,
  value,
  onChange,
}: {
  label: string;
  /** What an empty field means: "Empty: for good". */
  never: string;
  value: string | null;
  onChange: (moment: string | null) => void;
}) {
  return (
    <TextInput
      label={label}
      description={`${never}; in your own time`}
      type="datetime-local"
      value={value === null ? "" : localMoment(value)}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === "" ? null : new Date(currentTarget.value).toISOString())
      }
    />
  );
}
