import { NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { agents, campaigns, lists } from "../../api/queries.ts";
import type { JsonSchema } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { localMoment } from "../../words/local-moment.ts";
import { humanized } from "../../words/words.ts";

export type Params = Record<string, string | number | boolean | undefined>;

/** The form of an action, from the JSON Schema of its parameters. */
export function ParamFields({
  schema,
  params,
  onChange,
}: {
  schema: JsonSchema;
  params: Params;
  onChange: (params: Params) => void;
}) {
  const fields = Object.entries(schema.properties ?? {}).filter(([, field]) => field["x-input"] !== "hidden");
  return (
    <Stack gap="sm">
      {fields.map(([name, field]) => (
        <ParamField
          key={name}
          name={name}
          schema={field}
          required={schema.required?.includes(name) ?? false}
          value={params[name]}
          params={params}
          onChange={(value) => {
            const { [name]: _, ...others } = params;
            onChange(value === undefined || value === "" ? others : { ...others, [name]: value });
          }}
        />
      ))}
    </Stack>
  );
}

interface FieldProps {
  name: string;
  schema: JsonSchema;
  required: boolean;
  value: Params[string];
  params: Params;
  onChange: (value: Params[string]) => void;
}

function ParamField({ name, schema, required, value, params, onChange }: FieldProps) {
  const input = schema["x-input"];
  const description = schema["x-help"] ?? schema.description;
  const common = { label: schema.title ?? humanized(name), description, required };
  if (input === "campaign") return <CampaignField {...common} value={value} onChange={onChange} />;
  if (input === "agent") return <AgentField {...common} clears={required} value={value} onChange={onChange} />;
  if (input === "list")
    return <ListField {...common} campaignId={params.CAMPAIGN_ID} value={value} onChange={onChange} />;
  if (input === "moment")
    return (
      <TextInput
        {...common}
        type="datetime-local"
        description={`${description ?? ""}; in your own time`}
        value={typeof value === "string" ? localMoment(value) : ""}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === "" ? undefined : new Date(currentTarget.value).toISOString())
        }
      />
    );
  if (schema.enum)
    return (
      <Select
        {...common}
        data={schema.enum.map((one) => ({ value: one, label: schema["x-choices"]?.[one] ?? humanized(one) }))}
        value={typeof value === "string" ? value : null}
        onChange={(chosen) => onChange(chosen ?? undefined)}
        clearable={!required}
      />
    );
  if (schema.type === "boolean")
    return (
      <Switch
        {...common}
        checked={value === true}
        onChange={({ currentTarget }) => onChange(currentTarget.checked || undefined)}
      />
    );
  if (schema.type === "integer" || schema.type === "number")
    return (
      <NumberInput
        {...common}
        allowDecimal={schema.type === "number"}
        {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
        {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
        value={typeof value === "number" ? value : ""}
        onChange={(given) => onChange(given === "" ? undefined : Number(given))}
      />
    );
  return (
    <TextInput
      {...common}
      {...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength })}
      value={typeof value === "string" ? value : ""}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

interface Choice {
  label: string;
  description: string | undefined;
  required: boolean;
  value: Params[string];
  onChange: (value: Params[string]) => void;
}

function CampaignField({ value, onChange, ...common }: Choice) {
  const { accountId } = useHere();
  const { data = [] } = useQuery(campaigns(accountId));
  return (
    <IdSelect
      {...common}
      data={data.map(({ campaignId, campaignName }) => ({ value: String(campaignId), label: campaignName }))}
      value={value}
      onChange={onChange}
    />
  );
}

function AgentField({ value, onChange, clears, ...common }: Choice & { clears: boolean }) {
  const { accountId } = useHere();
  const { data = [] } = useQuery(agents(accountId));
  const nobody = clears ? [{ value: "0", label: "Nobody: clear the reservation" }] : [];
  const active = data.filter(({ isActive }) => isActive);
  return (
    <IdSelect
      {...common}
      data={[
        ...nobody,
        ...active.map(({ agentId, firstName, lastName, username }) => ({
          value: String(agentId),
          label: `${firstName} ${lastName}`.trim() || username,
        })),
      ]}
      value={value}
      onChange={onChange}
    />
  );
}

function ListField({ value, onChange, campaignId, ...common }: Choice & { campaignId: Params[string] }) {
  const { accountId } = useHere();
  const { data = [] } = useQuery(lists(accountId));
  return (
    <IdSelect
      {...common}
      data={data
        .filter((list) => list.campaignId === campaignId)
        .map(({ listId, listDesc }) => ({ value: String(listId), label: listDesc }))}
      value={value}
      onChange={onChange}
    />
  );
}

function IdSelect({
  value,
  onChange,
  data,
  required,
  ...common
}: Choice & { data: { value: string; label: string }[] }) {
  return (
    <Select
      {...common}
      required={required}
      data={data}
      searchable
      clearable={!required}
      nothingFoundMessage="None of that name"
      value={value === undefined ? null : String(value)}
      onChange={(chosen) => onChange(chosen === null ? undefined : Number(chosen))}
    />
  );
}
