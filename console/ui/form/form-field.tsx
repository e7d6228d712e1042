import { Button, Group, MultiSelect, NumberInput, Select, Switch, Text, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { localMoment } from "../../words/local-moment.ts";
import { durationInWords, type FieldSpec, namesOf, unitOf, valueInWords } from "./field-spec.ts";
import type { EditSession } from "./use-editing.ts";
import "./form.css";

/** One field built from its spec, editable or read-only. */
export function FormField<T extends object>({
  name,
  spec,
  editing,
  readOnly = false,
}: {
  name: keyof T & string;
  spec: FieldSpec;
  editing: EditSession<T>;
  readOnly?: boolean;
}) {
  const value = editing.values[name];
  if (readOnly)
    return (
      <ReadField label={spec.label} help={spec.help}>
        {valueInWords(spec, value)}
      </ReadField>
    );
  return (
    <div className="form-field" data-changed={name in editing.changed || undefined}>
      <Input
        spec={spec}
        value={value}
        onChange={(changed) => editing.change({ [name]: changed } as Partial<T>)}
        error={editing.problemOf(name)}
      />
      <Conflict name={name} editing={editing} inWords={(theirs) => valueInWords(spec, theirs)} />
    </div>
  );
}

/** A read-only field: label and value. */
export function ReadField({
  label,
  help,
  children,
}: {
  label: string;
  help?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="read-field">
      <div className="read-label" title={help}>
        {label}
      </div>
      <div>{children}</div>
    </div>
  );
}

/** Shown if someone else saved another value of an edited field: the user picks which one to keep. */
export function Conflict<T extends object>({
  name,
  editing,
  inWords,
}: {
  name: keyof T & string;
  editing: EditSession<T>;
  inWords: (theirs: unknown) => string;
}) {
  if (!editing.conflicts.has(name)) return null;
  return (
    <div className="conflict" role="alert">
      <Text size="xs">Someone else changed this to “{inWords(editing.conflicts.get(name))}” in the meantime.</Text>
      <Group gap="xs" mt={4}>
        <Button size="compact-xs" variant="default" onClick={() => editing.resolveConflict(name, "mine")}>
          Keep mine
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => editing.resolveConflict(name, "theirs")}>
          Use theirs
        </Button>
      </Group>
    </div>
  );
}

// Help goes below the input, so that inputs next to each other line up.
const inputFirst: { inputWrapperOrder: ("label" | "input" | "description" | "error")[] } = {
  inputWrapperOrder: ["label", "input", "description", "error"],
};

interface InputProps {
  spec: FieldSpec;
  value: unknown;
  onChange: (value: unknown) => void;
  error: string | undefined;
}

function Input({ spec, value, onChange, error }: InputProps) {
  const common = { label: spec.label, error, description: spec.help, ...(spec.kind === "flag" ? {} : inputFirst) };
  switch (spec.kind) {
    case "flag":
      return (
        <Switch
          {...common}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case "number":
    case "limit":
      return <NumberField {...common} spec={spec} value={Number(value)} onChange={onChange} />;
    case "choice": {
      const selected = spec.choices.find((one) => one.value === value);
      return (
        <Select
          {...common}
          description={selected?.meaning ? `${spec.help ? `${spec.help} ` : ""}${selected.meaning}` : spec.help}
          data={spec.choices.map((one) => ({ value: String(one.value), label: one.label }))}
          value={value === null ? null : String(value as string | number)}
          onChange={(text) => onChange(spec.choices.find((one) => String(one.value) === text)?.value ?? null)}
          allowDeselect={false}
          clearable={spec.none !== undefined}
          placeholder={spec.none ?? "Choose…"}
          searchable={spec.choices.length > 8}
          nothingFoundMessage="No matches"
        />
      );
    }
    case "names": {
      const named = namesOf(String(value));
      const options = spec.choices.map((one) => ({ value: String(one.value), label: one.label }));
      const others = named.filter((name) => !options.some((one) => one.value === name));
      return (
        <MultiSelect
          {...common}
          data={[...options, ...others.map((name) => ({ value: name, label: name }))]}
          value={named}
          onChange={(names) => onChange(names.join(","))}
          {...(named.length === 0 ? { placeholder: spec.none } : {})}
          searchable
          clearable
          hidePickedOptions
        />
      );
    }
    case "moment":
      return (
        <TextInput
          {...common}
          type="datetime-local"
          description={`${spec.help ? `${spec.help} ` : ""}In your own time zone (${ownZone}). Empty means ${spec.none}.`}
          value={typeof value === "string" ? localMoment(value) : ""}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.value === "" ? null : new Date(currentTarget.value).toISOString())
          }
        />
      );
    case "paragraph":
      return (
        <Textarea
          {...common}
          autosize
          minRows={1}
          maxRows={6}
          value={String(value)}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          required={spec.required ?? false}
          value={typeof value === "string" ? value : ""}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.value === "" && value === null ? null : currentTarget.value)
          }
        />
      );
  }
}

function NumberField({
  spec,
  value,
  onChange,
  ...common
}: Omit<InputProps, "spec" | "value"> & {
  spec: Extract<FieldSpec, { kind: "number" | "limit" }>;
  value: number;
  label: string;
  description: string | undefined;
}) {
  const { unit = "" } = spec;
  const isLimit = spec.kind === "limit";
  const long = unit === "minutes" && value >= 120 ? ` ${durationInWords(value)}.` : "";
  return (
    <NumberInput
      {...common}
      description={`${common.description ?? ""}${long}`}
      allowDecimal={!isLimit && spec.decimals === true}
      allowNegative={!isLimit && (spec.min ?? 0) < 0}
      thousandSeparator=","
      hideControls
      className="short-input"
      suffix={unit && ` ${unitOf(value, unit)}`}
      {...(isLimit ? { placeholder: spec.none } : {})}
      value={isLimit && value === -1 ? "" : value}
      onChange={(typed) => {
        if (typed !== "") onChange(Number(typed));
        else if (isLimit) onChange(-1);
      }}
    />
  );
}

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
