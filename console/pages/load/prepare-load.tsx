import { Alert, Anchor, Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { idempotencyKey } from "../../api/idempotency-key.ts";
import { ApiError, request, Unreachable } from "../../api/request.ts";
import type { LeadAction, LeadFile } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { errorInWords, Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { useNames } from "../../words/criteria-words.ts";
import { refusalsOf } from "../../words/refusals.ts";
import { When } from "../../words/when.tsx";
import { bytesOf, count, leadsOf } from "../../words/words.ts";
import { ColumnTargets } from "./column-targets.tsx";
import { UploadFailure, UploadProgress } from "./drop-file.tsx";
import { defaultOptions, LoadOptions, type Options } from "./load-options.tsx";
import { leadFile } from "./queries.ts";
import { ReadingOptions } from "./reading-options.tsx";
import { faultOf, mappingOf, type Sheet, suggestedTargets, type Target } from "./targets.ts";
import type { Upload } from "./use-upload.ts";

interface Props {
  fileId: number;
  search: Record<string, string | undefined>;
  onSearch: (search: Search, replace?: boolean) => void;
  upload: Upload;
  /** Undefined if it was chosen in another tab or before a reload. */
  file: File | undefined;
  onRead: (file: File, read: LeadFile) => void;
}

/** Prepares the load of an uploaded file: reading options, column mapping, and load options. */
export function PrepareLoad({ fileId, search, onSearch, upload, file, onRead }: Props) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const headers = search.headers === undefined ? undefined : search.headers === "true";
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...leadFile(accountId, fileId, headers),
    placeholderData: keepPreviousData,
  });
  const [options, setOptions] = useState<Options>({
    ...defaultOptions,
    ...(search.campaign ? { campaignId: Number(search.campaign) } : {}),
  });
  const sheet =
    data?.sheets.find(({ number }) => String(number) === search.sheet) ??
    data?.sheets.find(({ rowCount }) => rowCount > 0);
  const reread = async (reading: Parameters<Upload["start"]>[1]) => {
    if (!file) return;
    const read = await upload.start(file, reading);
    if (!read) return;
    // Delete the wrongly read upload, so that the file isn't listed twice.
    request(`/accounts/${accountId}/lead-files/${fileId}`, { method: "DELETE" })
      .then(() => queries.invalidateQueries({ queryKey: [accountId, "lead-files"], exact: true }))
      .catch(() => undefined);
    onRead(file, read);
  };
  return (
    <div className="page">
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/accounts/$accountId/load" params={{ accountId: String(accountId) }} {...props} />
        )}
      >
        Choose another file
      </Anchor>
      <Group gap="sm" align="baseline">
        <PageTitle title={data?.fileName ?? "Load"} />
        {data && (
          <Text c="dimmed" size="sm">
            {count(data.rowCount)} rows, {bytesOf(data.byteCount)}; uploaded <When at={data.createdAt} />, expires{" "}
            <When at={data.expiresAt} />
          </Text>
        )}
      </Group>
      {error && !data && (
        <Problem error={error} what="The file" {...(error instanceof ApiError ? {} : { retry: refetch })} />
      )}
      {!error && !data && <Skeleton h={320} />}
      {data && sheet && (
        <>
          <section className="card" aria-label="Reading options">
            <ReadingOptions
              key={data.id}
              file={data}
              sheet={sheet}
              headers={headers ?? sheet.headers}
              canReread={file !== undefined && !upload.sending}
              onSheet={(number) => onSearch({ ...search, sheet: String(number), headers: undefined }, true)}
              onHeaders={(hasHeaders) => onSearch({ ...search, headers: String(hasHeaders) }, true)}
              onReading={(reading) => void reread(reading)}
            />
            {upload.sending && <UploadProgress upload={upload} />}
            {upload.error && <UploadFailure error={upload.error} />}
          </section>
          <LoadForm
            key={`${data.id} ${sheet.number} ${sheet.headers}`}
            file={data}
            sheet={sheet}
            stale={isPlaceholderData || upload.sending !== undefined}
            options={options}
            onOptions={(change) => setOptions((before) => ({ ...before, ...change }))}
            onLoad={({ id }) => onSearch({ action: String(id) })}
          />
        </>
      )}
    </div>
  );
}

interface FormProps {
  file: LeadFile;
  sheet: Sheet;
  stale: boolean;
  options: Options;
  onOptions: (change: Partial<Options>) => void;
  onLoad: (action: LeadAction) => void;
}

function LoadForm({ file, sheet, stale, options, onOptions, onLoad }: FormProps) {
  const { accountId } = useHere();
  const names = useNames(accountId);
  const queries = useQueryClient();
  const [targets, setTargets] = useState<Target[]>(() => suggestedTargets(sheet));
  const [submitted, setSubmitted] = useState(false);
  const [key, setKey] = useState(() => idempotencyKey());
  const load = useMutation({
    mutationFn: () =>
      request<LeadAction>(`/accounts/${accountId}/lead-files/${file.id}/load`, {
        method: "POST",
        body: bodyOf(sheet, targets, options),
        headers: { "Idempotency-Key": key, Prefer: "respond-async" },
      }),
    onSuccess(action) {
      void queries.invalidateQueries({ queryKey: [accountId] });
      onLoad(action);
    },
    onError(error) {
      if (error instanceof ApiError) setKey(idempotencyKey());
    },
  });
  // A changed request needs a new key; a repeated one must keep it, so that it isn't carried out twice.
  const resetRequest = () => {
    setKey(idempotencyKey());
    load.reset();
  };
  const rows = sheet.rowCount - (sheet.headers ? 1 : 0);
  const hasFault = targets.some((_, i) => faultOf(targets, i) !== undefined);
  const hasPhone = targets.some(({ to }) => to === "leadPhone");
  const refusal = load.error instanceof ApiError ? load.error : undefined;
  const column = columnOf(refusal?.field ?? "", targets);
  const { errors, other } = refusalsOf(load.error, Object.keys(defaultOptions));
  if (submitted && options.campaignId === undefined) errors.campaignId = "Choose a campaign.";
  return (
    <form
      className="load-form"
      noValidate
      aria-busy={stale}
      style={{ opacity: stale ? 0.6 : 1 }}
      onSubmit={(event) => {
        event.preventDefault();
        setSubmitted(true);
        if (!stale && !hasFault && hasPhone && options.campaignId !== undefined) load.mutate();
      }}
    >
      <section className="card" aria-label="Columns">
        <Title order={2} mb={6}>
          Columns
        </Title>
        <ColumnTargets
          sheet={sheet}
          targets={targets}
          onChange={(all) => {
            setTargets(all);
            resetRequest();
          }}
          refused={refusal && column !== undefined ? { index: column, words: refusal.message } : undefined}
        />
      </section>
      <section className="card" aria-label="Options">
        <Title order={2} mb={6}>
          Options
        </Title>
        <LoadOptions
          options={options}
          fileName={file.fileName}
          errors={errors}
          onChange={(change) => {
            onOptions(change);
            resetRequest();
          }}
        />
        <div className="load-go">
          {other && column === undefined && (
            <Alert color="red" variant="light" role="alert" mb="sm">
              {other instanceof Unreachable
                ? "No response from Leadyard. Try again; the file won’t be loaded twice."
                : `${errorInWords(other)} Nothing was loaded.`}
            </Alert>
          )}
          <Button
            type="submit"
            fullWidth
            disabled={stale || !hasPhone || hasFault || rows < 1}
            loading={load.isPending}
          >
            Load {leadsOf(rows)}
            {options.campaignId === undefined ? "" : ` into ${names.campaign(options.campaignId)}`}
          </Button>
        </div>
      </section>
    </form>
  );
}

/** The request. Name, state, and archive time apply only to a new list. */
function bodyOf(sheet: Sheet, targets: Target[], options: Options): object {
  const { listId, description, listState, archiveAt, numberOriginCountry, ...others } = options;
  return {
    ...others,
    ...mappingOf(targets),
    sheet: sheet.number,
    headers: sheet.headers,
    ...(listId === undefined
      ? {
          listState,
          ...(description.trim() ? { description: description.trim() } : {}),
          ...(archiveAt ? { archiveAt } : {}),
        }
      : { listId }),
    ...(numberOriginCountry.trim() ? { numberOriginCountry: numberOriginCountry.trim() } : {}),
  };
}

/** The index of the column that a field in an error names: `columns.zip`, `extended.color`, `otherPhones.0`. */
function columnOf(field: string, targets: Target[]): number | undefined {
  const [, kind, name = ""] = /^(columns|extended|otherPhones)\.(.+)$/.exec(field) ?? [];
  if (!kind) return undefined;
  const { columns, otherPhones, extended } = mappingOf(targets);
  return { columns: columns[name], otherPhones: otherPhones[Number(name)], extended: extended[name] }[kind];
}
