import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

/** A text that is looked for: what is typed counts once the hand rests. */
export function SoughtText({
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
  const settle = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), 300);
  // Another address has another text.
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
        settle(currentTarget.value);
      }}
    />
  );
}
