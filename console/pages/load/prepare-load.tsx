import { Alert, Anchor, Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { idempotencyKey } from "../../api/idempotency-key.ts";
import { ApiError, request, Unreachable } from "../../api/request.ts";
import type { LeadAction, LeadFile } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useNames } from "../../ui/criteria-words.ts";
import { Problem, wordsOf } from "../../ui/problem.tsx";
import { refusalsOf } from "../../ui/refusals.ts";
import { PageTitle } from "../../ui/title.tsx";
import { When } from "../../ui/when.tsx";
import { bytesOf, count, leadsOf } from "../../ui/words.ts";
import type { Search } from "../../url-search.ts";
import { ColumnTargets } from "./column-targets.tsx";
import { UploadFailure, UploadProgress } from "./drop-file.tsx";
import { LoadOptions, type Options, usualOptions } from "./load-options.tsx";
import { leadFile } from "./queries.ts";
import { ReadingOptions } from "./reading-options.tsx";
import { faultOf, guessed, mappingOf, type Sheet, type Target } from "./targets.ts";
import type { Upload } from "./use-upload.ts";

interface Props {
  fileId: number;
  search: Record<string, string | undefined>;
  onSearch: (search: Search, replace?: boolean) => void;
  upload: Upload;
  /** Undefined where it was chosen in another window or before a reload. */
  file: File | undefined;
  onRead: (file: File, read: LeadFile) => void;
}

/** A file before it is loaded: how it is read, what its columns become, where the leads go. */
export function PrepareLoad({ fileId, search, onSearch, upload, file, onRead }: Props) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const headers = search.headers === undefined ? undefined : search.headers === "true";
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...leadFile(accountId, fileId, headers),
    placeholderData: keepPreviousData,
  });
  const [options, setOptions] = useState<Options>({
    ...usualOptions,
    ...(search.campaign ? { campaignId: Number(search.campaign) } : {}),
  });
  const sheet =
    data?.sheets.find(({ number }) => String(number) === search.sheet) ??
    data?.sheets.find(({ rowCount }) => rowCount > 0);
  const readAnew = async (reading: Parameters<Upload["start"]>[1]) => {
    if (!file) return;
    const read = await upload.start(file, reading);
    if (!read) return;
    // What was read in the way that was wrong is not to stand among the files.
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
        Another file
      </Anchor>
      <Group gap="sm" align="baseline">
        <PageTitle title={data?.fileName ?? "Load"} />
        {data && (
          <Text c="dimmed" size="sm">
            {count(data.rowCount)} rows, {bytesOf(data.byteCount)}; uploaded <When at={data.createdAt} />, removed{" "}
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
          <section className="card" aria-label="How the file is read">
            <ReadingOptions
              key={data.id}
              file={data}
              sheet={sheet}
              headers={headers ?? sheet.headers}
              atHand={file !== undefined && !upload.sending}
              onSheet={(number) => onSearch({ ...search, sheet: String(number), headers: undefined }, true)}
              onHeaders={(named) => onSearch({ ...search, headers: String(named) }, true)}
              onReading={(reading) => void readAnew(reading)}
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
  const [targets, setTargets] = useState<Target[]>(() => guessed(sheet));
  const [tried, setTried] = useState(false);
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
  const changed = () => {
    setKey(idempotencyKey());
    load.reset();
  };
  const rows = sheet.rowCount - (sheet.headers ? 1 : 0);
  const faulty = targets.some((_, i) => faultOf(targets, i) !== undefined);
  const hasPhone = targets.some(({ to }) => to === "leadPhone");
  const refusal = load.error instanceof ApiError ? load.error : undefined;
  const column = columnOf(refusal?.field ?? "", targets);
  const { errors, other } = refusalsOf(load.error, Object.keys(usualOptions));
  if (tried && options.campaignId === undefined) errors.campaignId = "Choose the campaign that dials them.";
  return (
    <form
      className="load-form"
      noValidate
      aria-busy={stale}
      style={{ opacity: stale ? 0.6 : 1 }}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!stale && !faulty && hasPhone && options.campaignId !== undefined) load.mutate();
      }}
    >
      <section className="card" aria-label="Columns">
        <Title order={2} mb={6}>
          What the columns become
        </Title>
        <ColumnTargets
          sheet={sheet}
          targets={targets}
          onChange={(all) => {
            setTargets(all);
            changed();
          }}
          refused={refusal && column !== undefined ? { index: column, words: refusal.message } : undefined}
        />
      </section>
      <section className="card" aria-label="Options">
        <Title order={2} mb={6}>
          Where they go
        </Title>
        <LoadOptions
          options={options}
          fileName={file.fileName}
          errors={errors}
          onChange={(change) => {
            onOptions(change);
            changed();
          }}
        />
        <div className="load-go">
          {other && column === undefined && (
            <Alert color="red" variant="light" role="alert" mb="sm">
              {other instanceof Unreachable
                ? "No answer came. Press again: it is loaded once, however often it is sent."
                : `${wordsOf(other)} Nothing was loaded.`}
            </Alert>
          )}
          <Button type="submit" fullWidth disabled={stale || !hasPhone || faulty || rows < 1} loading={load.isPending}>
            Load {leadsOf(rows)}
            {options.campaignId === undefined ? "" : ` into ${names.campaign(options.campaignId)}`}
          </Button>
        </div>
      </section>
    </form>
  );
}

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

/** The column that a refused field speaks of: `columns.zip`, `extended.colour`, `otherPhones.0`. */
function columnOf(field: string, targets: Target[]): number | undefined {
  const [, kind, name = ""] = /^(columns|extended|otherPhones)\.(.+)$/.exec(field) ?? [];
  if (!kind) return undefined;
  const { columns, otherPhones, extended } = mappingOf(targets);
  return { columns: columns[name], otherPhones: otherPhones[Number(name)], extended: extended[name] }[kind];
}
