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
import { errorInWords, Problem } from "../../ui/problem.tsx";
import type { Search } from "../../url-search.ts";
import { refusalsOf } from "../../words/refusals.ts";
import { leadsOf } from "../../words/words.ts";
import { CriteriaChips } from "../leads/criteria-chips.tsx";
import { criteriaOf, inUrl } from "../leads/criteria-in-url.ts";
import { exportColumns } from "./queries.ts";

interface ExportForm {
  format: Export["format"];
  /** Lead fields; empty means all. */
  fields: string[];
  /** Names of extended lead data. */
  extended: string[];
  zip: boolean;
  password: string;
  formulaGuard: boolean;
  hours: number;
}

const defaults: ExportForm = {
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

/** The form for a new export. The criteria are in the URL, the password never is. */
export function NewExport({ search, onSearch, onClose }: Props) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const { data: loaded } = useSuspenseQuery(catalogue(accountId));
  const { data: columns = [] } = useQuery(exportColumns(accountId));
  const criteria = useMemo(() => criteriaOf(search, loaded.criteria), [search, loaded.criteria]);
  const counts = useQuery(leadCounts(accountId, criteria));
  const total = counts.data?.reduce((sum, { count }) => sum + count, 0);
  const [form, setForm] = useState(defaults);
  const create = useMutation({
    mutationFn: () =>
      request<Export>(`/accounts/${accountId}/exports`, { method: "POST", body: bodyOf(criteria, form) }),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: [accountId, "exports"] });
      onClose();
    },
  });
  const set = (change: Partial<ExportForm>) => {
    setForm((before) => ({ ...before, ...change }));
    create.reset();
  };
  const { errors, other } = refusalsOf(create.error, ["columns", "format", "zip", "password", "formulaGuard", "hours"]);
  const isCsv = form.format === "CSV";
  return (
    <form
      className="card export-form"
      noValidate
      aria-label="New export"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Title order={2}>New export</Title>
      <div>
        <Text size="sm" fw={600} mb={4}>
          Leads
        </Text>
        <CriteriaChips
          schema={loaded.criteria}
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
              : `${leadsOf(total)} ${Object.keys(criteria).length === 0 ? "in total" : total === 1 ? "matches" : "match"}`}
          </Text>
        )}
      </div>
      <div className="export-options">
        <Stack gap="sm">
          <Radio.Group
            label="Format"
            value={form.format}
            onChange={(format) => set({ format: format as ExportForm["format"] })}
            error={errors.format}
          >
            <Stack gap={4} mt={4}>
              <Radio value="CSV" label="CSV" />
              <Radio value="XLSX" label="Excel workbook" />
              <Radio value="NDJSON" label="NDJSON, one JSON object per line" />
            </Stack>
          </Radio.Group>
          {isCsv && (
            <Checkbox
              label="Escape formulas"
              description="Puts an apostrophe before cells that a spreadsheet would run as formulas. Turn this off if you will load the file again."
              checked={form.formulaGuard}
              onChange={({ currentTarget }) => set({ formulaGuard: currentTarget.checked })}
              error={errors.formulaGuard}
            />
          )}
          <NumberInput
            label="Link expires after"
            suffix=" hours"
            min={1}
            max={168}
            clampBehavior="none"
            allowDecimal={false}
            value={form.hours}
            onChange={(hours) => set({ hours: Number(hours) })}
            error={errors.hours}
          />
        </Stack>
        <Stack gap="sm">
          <MultiSelect
            label="Columns"
            description="In the order you pick them. Leave empty for all columns."
            placeholder={form.fields.length === 0 ? "All columns" : ""}
            data={columns}
            value={form.fields}
            onChange={(fields) => set({ fields })}
            searchable
            clearable
            hidePickedOptions
            maxDropdownHeight={300}
            nothingFoundMessage="No matching columns"
            error={errors.columns}
          />
          <TagsInput
            label="Extended data fields"
            description="Added after the columns. Press Enter after each name."
            value={form.extended}
            onChange={(extended) => set({ extended })}
          />
          <Checkbox
            label="Compress as ZIP"
            checked={form.zip || form.password !== ""}
            disabled={form.password !== ""}
            onChange={({ currentTarget }) => set({ zip: currentTarget.checked })}
            error={errors.zip}
          />
          <PasswordInput
            label="ZIP password"
            description="8 to 128 characters. Encrypts the file with AES-256. It can’t be shown again, so keep a copy."
            autoComplete="new-password"
            value={form.password}
            onChange={({ currentTarget }) => set({ password: currentTarget.value })}
            visibilityToggleButtonProps={{ "aria-label": "Show password" }}
            error={errors.password}
          />
        </Stack>
      </div>
      {other && (
        <Alert color="red" variant="light" role="alert">
          {errorInWords(other)} No export was started.
        </Alert>
      )}
      <Group gap="xs">
        <Button type="submit" disabled={total === 0} loading={create.isPending}>
          {total === undefined ? "Export" : `Export ${leadsOf(total)}`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </form>
  );
}

/** The request. Without `columns`, the export has all of them; a password implies a ZIP file. */
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
