import {
  Alert,
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Radio,
  Stack,
  TagsInput,
  Text,
  Title,
} from "@mantine/core";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { catalogue, leadCounts } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Criteria, Export } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem, wordsOf } from "../../ui/problem.tsx";
import { refusalsOf } from "../../ui/refusals.ts";
import { leadsOf } from "../../ui/words.ts";
import type { Search } from "../../url-search.ts";
import { CriteriaChips } from "../leads/criteria-chips.tsx";
import { criteriaOf, inUrl } from "../leads/criteria-in-url.ts";
import { exportColumns } from "./queries.ts";

interface ExportForm {
  format: Export["format"];
  /** Fields of leads; none: all there are. */
  fields: string[];
  /** Names within the extended data. */
  extended: string[];
  zip: boolean;
  password: string;
  formulaGuard: boolean;
  hours: number;
}

const usual: ExportForm = {
  format: "CSV",
  fields: [],
  extended: [],
  zip: false,
  password: "",
  formulaGuard: true,
  hours: 24,
};

interface Props {
  search: Search;
  onSearch: (change: Search) => void;
  onClose: () => void;
}

/** Asks for a file: which leads, which columns, in which form. The password stays in this form, and goes with it. */
export function NewExport({ search, onSearch, onClose }: Props) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const { data: known } = useSuspenseQuery(catalogue(accountId));
  const { data: columns = [] } = useQuery(exportColumns(accountId));
  const criteria = useMemo(() => criteriaOf(search, known.criteria), [search, known.criteria]);
  const counts = useQuery(leadCounts(accountId, criteria));
  const total = counts.data?.reduce((sum, { count }) => sum + count, 0);
  const [asked, setAsked] = useState(usual);
  const ask = useMutation({
    mutationFn: () =>
      request<Export>(`/accounts/${accountId}/exports`, { method: "POST", body: bodyOf(criteria, asked) }),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: [accountId, "exports"] });
      onClose();
    },
  });
  const set = (change: Partial<ExportForm>) => {
    setAsked((before) => ({ ...before, ...change }));
    ask.reset();
  };
  const { errors, other } = refusalsOf(ask.error, ["columns", "format", "zip", "password", "formulaGuard", "hours"]);
  const isCsv = asked.format === "CSV";
  return (
    <form
      className="card export-form"
      noValidate
      aria-label="New export"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <Title order={2}>New export</Title>
      <div>
        <Text size="sm" fw={600} mb={4}>
          Which leads
        </Text>
        <CriteriaChips
          schema={known.criteria}
          criteria={criteria}
          onChange={(name, value) => onSearch({ [name]: inUrl(value) })}
          onClear={() => onSearch(Object.fromEntries(Object.keys(criteria).map((name) => [name, undefined])))}
        />
        {counts.isError ? (
          <Problem error={counts.error} what="The count" retry={counts.refetch} />
        ) : (
          <Text size="sm" c="dimmed" mt={4} role="status" className="figures">
            {total === undefined
              ? "counting…"
              : `${leadsOf(total)} ${Object.keys(criteria).length ? "match" : "in all"}`}
          </Text>
        )}
      </div>
      <div className="export-options">
        <Stack gap="sm">
          <Radio.Group
            label="Format"
            value={asked.format}
            onChange={(format) => set({ format: format as ExportForm["format"] })}
            error={errors.format}
          >
            <Stack gap={4} mt={4}>
              <Radio value="CSV" label="CSV, for anything" />
              <Radio value="XLSX" label="Excel workbook" />
              <Radio value="NDJSON" label="NDJSON, a line of JSON a lead, for programs" />
            </Stack>
          </Radio.Group>
          {isCsv && (
            <Checkbox
              label="Cells that a spreadsheet would run begin with an apostrophe"
              description="Right for people who open it; take it away for a file that is to be loaded again"
              checked={asked.formulaGuard}
              onChange={({ currentTarget }) => set({ formulaGuard: currentTarget.checked })}
              error={errors.formulaGuard}
            />
          )}
          <NumberInput
            label="The link works for"
            suffix=" hours"
            min={1}
            max={168}
            clampBehavior="none"
            allowDecimal={false}
            value={asked.hours}
            onChange={(hours) => set({ hours: Number(hours) })}
            error={errors.hours}
          />
        </Stack>
        <Stack gap="sm">
          <MultiSelect
            label="Columns"
            description="In the order they are chosen; none: all there are"
            placeholder={asked.fields.length === 0 ? "All columns" : ""}
            data={columns}
            value={asked.fields}
            onChange={(fields) => set({ fields })}
            searchable
            clearable
            hidePickedOptions
            maxDropdownHeight={300}
            nothingFoundMessage="No column of that name"
            error={errors.columns}
          />
          <TagsInput
            label="Fields of the extended data"
            description="Behind the columns, each by its name; Enter after each"
            value={asked.extended}
            onChange={(extended) => set({ extended })}
          />
          <Checkbox
            label="In a ZIP archive"
            checked={asked.zip || asked.password !== ""}
            disabled={asked.password !== ""}
            onChange={({ currentTarget }) => set({ zip: currentTarget.checked })}
            error={errors.zip}
          />
          <PasswordInput
            label="Password of the archive"
            description="8 to 128 characters; encrypts it (AES-256). It cannot be shown again: keep it yourself"
            autoComplete="new-password"
            value={asked.password}
            onChange={({ currentTarget }) => set({ password: currentTarget.value })}
            visibilityToggleButtonProps={{ "aria-label": "Show what is typed" }}
            error={errors.password}
          />
        </Stack>
      </div>
      {other && (
        <Alert color="red" variant="light" role="alert">
          {wordsOf(other)} No export was begun.
        </Alert>
      )}
      <Group gap="xs">
        <Button type="submit" disabled={total === 0} loading={ask.isPending}>
          {total === undefined ? "Export" : `Export ${leadsOf(total)}`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </form>
  );
}

function bodyOf(criteria: Criteria, { fields, extended, zip, password, formulaGuard, ...others }: ExportForm): object {
  const named = extended.map((name) => `extendedLeadData.${name}`);
  return {
    ...others,
    criteria,
    ...(others.format === "CSV" ? { formulaGuard } : {}),
    ...(fields.length + named.length > 0 ? { columns: [...fields, ...named] } : {}),
    ...(password === "" ? { zip } : { password }),
  };
}
