import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

/** A search field. Reports its text 300 milliseconds after the last key. */
export function SearchField({
  label,
  width,
  value = "",
  onChange,
}: {
  label: string;
  width: number;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const [typed, setTyped] = useState({ text: value, of: value });
  const report = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), 300);
  // If the value changed from outside, for example by the back button, it replaces what was typed.
  const text = typed.of === value || typed.text.trim() === value ? typed.text : value;
  return (
    <TextInput
      size="xs"
      w={width}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={({ currentTarget }) => {
        setTyped({ text: currentTarget.value, of: value });
        report(currentTarget.value);
      }}
    />
  );
}
