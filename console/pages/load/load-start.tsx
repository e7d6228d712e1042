import { ActionIcon, Alert, Anchor, Group, Skeleton, Table, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { request } from "../../api/request.ts";
import type { LeadAction, LeadFile } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { IconTrash } from "../../ui/icons.tsx";
import { errorInWords, Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { type Names, useNames } from "../../words/criteria-words.ts";
import { When } from "../../words/when.tsx";
import { bytesOf, count } from "../../words/words.ts";
import { ActionStatus } from "../actions/status.tsx";
import { DropFile } from "./drop-file.tsx";
import { leadFiles, loads } from "./queries.ts";
import type { Upload } from "./use-upload.ts";

/** Starts a load from a new file or an earlier upload, and lists recent loads. */
export function LoadStart({ upload, onFile }: { upload: Upload; onFile: (file: File) => void }) {
  const { accountId } = useHere();
  const params = { accountId: String(accountId) };
  return (
    <div className="page">
      <Group justify="space-between">
        <PageTitle title="Load" />
        <Anchor size="sm" renderRoot={(props) => <Link to="/accounts/$accountId/lists" params={params} {...props} />}>
          All lists
        </Anchor>
      </Group>
      <DropFile upload={upload} onFile={onFile} />
      <Loads />
      <Files />
    </div>
  );
}

function Loads() {
  const { accountId } = useHere();
  const names = useNames(accountId);
  const { data, error, refetch } = useQuery(loads(accountId));
  return (
    <section className="card">
      <Title order={2} mb={6}>
        Loads
      </Title>
      {error && !data ? (
        <Problem error={error} what="The loads" retry={refetch} />
      ) : !data ? (
        <Skeleton h={80} />
      ) : data.length === 0 ? (
        <Text c="dimmed">No loads yet</Text>
      ) : (
        <Table.ScrollContainer minWidth={620} type="native">
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>File</Table.Th>
                <Table.Th>Campaign</Table.Th>
                <Table.Th ta="right">Loaded</Table.Th>
                <Table.Th ta="right">Rejected</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th>By</Table.Th>
                <Table.Th>When</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((action) => (
                <LoadRow key={action.id} action={action} names={names} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}

function LoadRow({ action, names }: { action: LeadAction; names: Names }) {
  const { accountId } = useHere();
  const { id, load, changed, skipped, requestedBy, createdAt } = action;
  const params = { accountId: String(accountId) };
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/accounts/$accountId/load" params={params} search={{ action: String(id) }}>
          {load?.fileName ?? "Leads loaded by API"}
        </Link>
      </Table.Td>
      <Table.Td>{load ? names.campaign(load.campaignId) : ""}</Table.Td>
      <Table.Td ta="right" className="figures">
        {count(changed)}
      </Table.Td>
      <Table.Td ta="right" className="figures">
        {count(skipped.reduce((sum, one) => sum + one.count, 0))}
      </Table.Td>
      <Table.Td>
        <ActionStatus action={action} />
      </Table.Td>
      <Table.Td>{requestedBy}</Table.Td>
      <Table.Td>
        <When at={createdAt} />
      </Table.Td>
    </Table.Tr>
  );
}

function Files() {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(leadFiles(accountId));
  const remove = useMutation({
    mutationFn: (id: number) => request(`/accounts/${accountId}/lead-files/${id}`, { method: "DELETE" }),
    onSettled: () => queries.invalidateQueries({ queryKey: [accountId, "lead-files"] }),
  });
  if (error && !data) return <Problem error={error} what="The uploaded files" retry={refetch} />;
  if (!data || data.length === 0) return null;
  return (
    <section className="card">
      <Title order={2}>Uploaded files</Title>
      <Text size="xs" c="dimmed" mb={6}>
        Files are kept for 24 hours, and you can load them into more campaigns.
      </Text>
      {remove.isError && (
        <Alert color="red" variant="light" role="alert" mb="xs">
          {errorInWords(remove.error)}
        </Alert>
      )}
      <Table.ScrollContainer minWidth={560} type="native">
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th ta="right">Rows</Table.Th>
              <Table.Th ta="right">Size</Table.Th>
              <Table.Th>By</Table.Th>
              <Table.Th>Uploaded</Table.Th>
              <Table.Th>Expires</Table.Th>
              <Table.Th w={44}>
                <span className="sr-only">Delete</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((file) => (
              <FileRow key={file.id} file={file} onDelete={() => remove.mutate(file.id)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function FileRow({ file, onDelete }: { file: LeadFile; onDelete: () => void }) {
  const { accountId } = useHere();
  return (
    <Table.Tr>
      <Table.Td>
        <Link
          to="/accounts/$accountId/load"
          params={{ accountId: String(accountId) }}
          search={{ file: String(file.id) }}
        >
          {file.fileName}
        </Link>
      </Table.Td>
      <Table.Td ta="right" className="figures">
        {count(file.rowCount)}
      </Table.Td>
      <Table.Td ta="right" className="figures">
        {bytesOf(file.byteCount)}
      </Table.Td>
      <Table.Td>{file.uploadedBy}</Table.Td>
      <Table.Td>
        <When at={file.createdAt} />
      </Table.Td>
      <Table.Td>
        <When at={file.expiresAt} />
      </Table.Td>
      <Table.Td>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete ${file.fileName}`}
          title="Delete the file. Leads loaded from it are kept."
          onClick={onDelete}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}
