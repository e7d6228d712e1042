import {
  Button,
  Flex,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { agents, campaigns, lists } from "../../api/queries.ts";
import type { JsonSchema } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { states } from "../../ui/states.tsx";
import { criterionLabel } from "../../words/criteria-words.ts";
import { humanized, outcomeOfPass } from "../../words/words.ts";
import { isComparison, listOf } from "./criteria-in-url.ts";

interface Props {
  name: string;
  schema: JsonSchema;
  value: unknown;
  onChange: (value: unknown) => void;
  onDone: () => void;
}

/** The editor of one criterion, derived from its schema. Picked values apply at once, typed ones on Apply. */
export function CriterionEditor({ name, schema, value, onChange, onDone }: Props) {
  const [draft, setDraft] = useState(value);
  const choices = useChoices(name, schema);
  const label = criterionLabel(name);
  const isList = schema.type === "array";
  const done = () => {
    onChange(schema.type === "boolean" ? true : draft);
    onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      <Stack gap="xs">
        {choices && isList ? (
          <MultiSelect
            label={label}
            data={choices}
            value={((value as unknown[] | undefined) ?? []).map(String)}
            onChange={(chosen) => onChange(listOf(schema, chosen))}
            searchable
            clearable
            hidePickedOptions
            maxDropdownHeight={280}
            comboboxProps={{ withinPortal: false }}
            data-autofocus
          />
        ) : choices ? (
          <Select
            label={label}
            data={choices}
            value={value === undefined ? null : String(value as string | number)}
            onChange={(chosen) => {
              onChange(chosen === null ? undefined : schema.type === "integer" ? Number(chosen) : chosen);
              onDone();
            }}
            searchable
            comboboxProps={{ withinPortal: false }}
            data-autofocus
          />
        ) : isList ? (
          <TagsInput
            label={label}
            description="Separate values with Enter or commas. You can paste a column."
            splitChars={[",", "\n", "\t", ";"]}
            value={textsOf(draft)}
            onChange={(texts) => setDraft(listOf(schema, texts))}
            comboboxProps={{ withinPortal: false }}
            data-autofocus
          />
        ) : isComparison(schema) ? (
          <ComparisonFields label={label} isTime={schema["x-input"] === "moment"} value={draft} onChange={setDraft} />
        ) : schema.type === "boolean" ? (
          <Text size="sm">{schema.description}</Text>
        ) : schema["x-input"] === "moment" ? (
          <MomentInput label={label} value={draft} onChange={setDraft} />
        ) : schema.type === "integer" ? (
          <NumberInput
            label={label}
            allowDecimal={false}
            min={schema.minimum ?? Number.MIN_SAFE_INTEGER}
            max={schema.maximum ?? Number.MAX_SAFE_INTEGER}
            value={typeof draft === "number" ? draft : ""}
            onChange={(number) => setDraft(number === "" ? undefined : number)}
            data-autofocus
          />
        ) : (
          <TextInput
            label={label}
            value={typeof draft === "string" ? draft : ""}
            onChange={(event) => setDraft(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {schema.type !== "boolean" && (
          <Text size="xs" c="dimmed">
            {schema.description?.replace(/^States: .*/, "")}
          </Text>
        )}
        {!(choices && isList) && (
          <Group justify="end">
            <Button size="xs" type="submit">
              Apply
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

function ComparisonFields({
  label,
  isTime,
  value,
  onChange,
}: {
  label: string;
  isTime: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { operator = "GREATER_THAN", value: limit } = (value ?? {}) as { operator?: string; value?: string | number };
  const words = isTime
    ? { GREATER_THAN: "after", LESS_THAN: "before" }
    : { GREATER_THAN: "more than", LESS_THAN: "fewer than", EQUALS: "exactly" };
  const set = (one: { operator?: string; value?: string | number }) => onChange({ operator, value: limit, ...one });
  // A date and time takes the whole width.
  return (
    <Flex gap="xs" direction={isTime ? "column" : "row"} align={isTime ? "stretch" : "end"}>
      <Select
        label={label}
        w={isTime ? undefined : 110}
        flex="none"
        allowDeselect={false}
        data={Object.entries(words).map(([key, word]) => ({ value: key, label: word }))}
        value={operator}
        onChange={(chosen) => set({ operator: chosen ?? operator })}
        comboboxProps={{ withinPortal: false }}
      />
      {isTime ? (
        <MomentInput label="Date and time" value={limit} onChange={(moment) => set({ value: String(moment) })} />
      ) : (
        <NumberInput
          aria-label={`${label}, number`}
          size="sm"
          allowDecimal={false}
          value={limit === undefined ? "" : Number(limit)}
          onChange={(number) => set({ value: number })}
          data-autofocus
        />
      )}
    </Flex>
  );
}

function MomentInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: unknown;
  onChange: (value: string | undefined) => void;
}) {
  const date = new Date(typeof value === "number" ? value : String(value));
  const local = Number.isNaN(date.getTime())
    ? ""
    : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return (
    <TextInput
      type="datetime-local"
      label={label}
      defaultValue={local}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === "" ? undefined : new Date(currentTarget.value).toISOString())
      }
      data-autofocus
    />
  );
}

const textsOf = (value: unknown): string[] =>
  ((value as unknown[] | undefined) ?? []).map((one) =>
    typeof one === "object" && one !== null ? String((one as { name: string }).name) : String(one),
  );

interface Option {
  value: string;
  label: string;
}

/** The values to pick from; undefined if the criterion takes free input. */
function useChoices(name: string, schema: JsonSchema): Option[] | undefined {
  const { accountId } = useHere();
  const { data: allCampaigns = [] } = useQuery({ ...campaigns(accountId), enabled: name === "campaignIds" });
  const { data: allLists = [] } = useQuery({ ...lists(accountId), enabled: name === "listIds" });
  const isAgent = name === "agentId" || name === "pendingAgentId";
  const { data: allAgents = [] } = useQuery({ ...agents(accountId), enabled: isAgent });
  if (name === "campaignIds")
    return allCampaigns.map((one) => ({ value: String(one.campaignId), label: one.campaignName }));
  if (name === "listIds")
    return allLists.map((one) => ({ value: String(one.listId), label: `${one.listDesc} (${one.listId})` }));
  if (isAgent)
    return allAgents.map((one) => ({
      value: String(one.agentId),
      label: `${one.firstName} ${one.lastName}`.trim() || one.username,
    }));
  if (name === "leadStates") return Object.entries(states).map(([value, { label }]) => ({ value, label }));
  if (name === "suppressed")
    return [
      { value: "ONLY_SUPPRESSED", label: "Only suppressed leads" },
      { value: "ONLY_UNSUPPRESSED", label: "Only leads that aren’t suppressed" },
    ];
  if (name === "systemDispositions")
    return schema.items?.enum?.map((value) => ({ value, label: outcomeOfPass(value) }));
  const options = schema.enum ?? schema.items?.enum;
  return options?.map((value) => ({ value, label: humanized(value) }));
}
