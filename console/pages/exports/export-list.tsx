import { Alert, Button, Group, Modal, Progress, Skeleton, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { request } from "../../api/request.ts";
import type { Criteria, Export } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import {
  IconAlertTriangle,
  IconCircleCheck,
  type IconComponent,
  IconDownload,
  IconProgress,
  IconTrash,
} from "../../ui/icons.tsx";
import { errorInWords, Problem } from "../../ui/problem.tsx";
import { criteriaInWords, useNames } from "../../words/criteria-words.ts";
import { When } from "../../words/when.tsx";
import { bytesOf, count, leadsOf } from "../../words/words.ts";
import { searchOf } from "../leads/criteria-in-url.ts";
import { exportsOf } from "./queries.ts";

const states: Record<Export["status"], { label: string; family: string; icon: IconComponent }> = {
  QUEUED: { label: "Waiting", family: "engaged", icon: IconProgress },
  RUNNING: { label: "In progress", family: "engaged", icon: IconProgress },
  DONE: { label: "Ready", family: "ready", icon: IconCircleCheck },
  FAILED: { label: "Failed", family: "marked", icon: IconAlertTriangle },
};

/** The stored exports: progress, content, and download. */
export function ExportList() {
  const { accountId } = useHere();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    exportsOf(accountId),
  );
  const [deleting, setDeleting] = useState<Export>();
  const items = data?.pages.flatMap((page) => page.items);
  if (error && !items) return <Problem error={error} what="The exports" retry={refetch} />;
  if (!items) return <Skeleton h={200} />;
  if (items.length === 0)
    return (
      <section className="card">
        <Text fw={600}>No exports yet</Text>
        <Text c="dimmed" size="sm">
          Create one here, or from a search on the Leads page. Files are deleted when their link expires.
        </Text>
      </section>
    );
  return (
    <>
      <ul className="export-list" aria-label="Exports">
        {items.map((one) => (
          <ExportItem key={one.id} one={one} onDelete={() => setDeleting(one)} />
        ))}
      </ul>
      {hasNextPage && (
        <Button mt="sm" size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Load more
        </Button>
      )}
      {deleting && <DeleteExport one={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  );
}

function ExportItem({ one, onDelete }: { one: Export; onDelete: () => void }) {
  const { accountId, account } = useHere();
  const names = useNames(accountId);
  const { label, family, icon: Icon } = states[one.status];
  const criteria = one.criteria as Criteria;
  const writing = one.status === "QUEUED" || one.status === "RUNNING";
  return (
    <li className="card export-item" aria-label={`Export ${one.id}`}>
      <div>
        <Group gap="sm">
          <Text fw={600}>{one.fileName ?? `Export ${one.id}`}</Text>
          <span className="state" data-family={family}>
            <Icon size={14} aria-hidden /> {label}
          </span>
        </Group>
        <Text size="sm">
          <Link
            to="/accounts/$accountId/leads"
            params={{ accountId: String(accountId) }}
            search={searchOf(criteria)}
            className="one-line"
          >
            {criteriaInWords(criteria, names, account?.timeZone)}
          </Link>
        </Text>
        <Text size="sm" c="dimmed">
          {factsOf(one)}; by {one.requestedBy}, <When at={one.createdAt} />
        </Text>
        {writing && <WritingProgress one={one} />}
        {one.failure !== null && (
          <Text size="sm" role="alert">
            {one.failure}
          </Text>
        )}
        {one.status === "DONE" && (
          <Text size="sm" c="dimmed">
            The link expires <When at={one.expiresAt} />
            {one.downloadedAt === null ? (
              "; not downloaded yet"
            ) : (
              <>
                ; last downloaded <When at={one.downloadedAt} />
              </>
            )}
            .
          </Text>
        )}
      </div>
      <Group gap="xs" wrap="nowrap" align="start">
        {one.downloadUrl !== null && (
          <Button
            size="xs"
            component="a"
            href={one.downloadUrl}
            download={one.fileName ?? true}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Download
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={onDelete}
        >
          {writing ? "Cancel" : "Delete"}
        </Button>
      </Group>
    </li>
  );
}

function factsOf({ format, zip, encrypted, selected, withdrawn, bytes, columns }: Export): string {
  const packed = encrypted ? " in a password-protected ZIP" : zip ? " in a ZIP" : "";
  return [
    `${format === "XLSX" ? "Excel workbook" : format}${packed}`,
    ...(selected === null ? [] : [leadsOf(selected - withdrawn)]),
    columns.length === 1 ? "1 column" : `${columns.length} columns`,
    ...(bytes === null ? [] : [bytesOf(bytes)]),
    ...(withdrawn > 0 ? [`${leadsOf(withdrawn)} removed because they were deleted`] : []),
  ].join(", ");
}

function WritingProgress({ one: { processed, selected } }: { one: Export }) {
  const percent = selected ? Math.min(100, Math.floor((processed * 100) / selected)) : 0;
  return (
    <div role="status">
      <Progress value={percent} aria-label={`${percent} percent done`} my={4} />
      <Text size="xs" className="figures">
        {selected === null ? "Selecting leads" : `${count(processed)} of ${leadsOf(selected)}`}
      </Text>
    </div>
  );
}

function DeleteExport({ one, onClose }: { one: Export; onClose: () => void }) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const writing = one.status === "QUEUED" || one.status === "RUNNING";
  const remove = useMutation({
    mutationFn: () => request(`/accounts/${accountId}/exports/${one.id}`, { method: "DELETE" }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: [accountId, "exports"] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={writing ? "Cancel this export?" : `Delete ${one.fileName ?? "this export"}?`}
    >
      <Text size="sm">
        {writing ? "The unfinished file is deleted." : "The file is deleted, and its link stops working for everyone."}
      </Text>
      {remove.isError && (
        <Alert color="red" variant="light" role="alert" mt="sm">
          {errorInWords(remove.error)}
        </Alert>
      )}
      <Group gap="xs" mt="md">
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          {writing ? "Cancel export" : "Delete export"}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep export
        </Button>
      </Group>
    </Modal>
  );
}
