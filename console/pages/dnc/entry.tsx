import { Button, Group, Modal, Skeleton, Stack, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { request } from "../../api/request.ts";
import type { DncEntry } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { EndsInput } from "../../ui/ends-input.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { Problem } from "../../ui/problem.tsx";
import { When } from "../../words/when.tsx";
import { dncEntry } from "./queries.ts";
import { nameOfEntry, tagInWords } from "./words.ts";

/** One do-not-call entry: reason, expiration, and a link to the leads it blocks. */
export function Entry({ entryId, onClose }: { entryId: number; onClose: () => void }) {
  const { accountId } = useHere();
  const { data, error, refetch } = useQuery(dncEntry(accountId, entryId));
  if (data) return <EntryDialog entry={data} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title="Do-not-call entry">
      {error ? <Problem error={error} what="The entry" retry={refetch} /> : <Skeleton h={220} />}
    </Modal>
  );
}

function EntryDialog({ entry, onClose }: { entry: DncEntry; onClose: () => void }) {
  const { accountId, can } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const [reason, setReason] = useState(entry.reason);
  const [expiresAt, setEnd] = useState(entry.expiresAt);
  const [deleting, setDeleting] = useState(false);
  const name = nameOfEntry(entry);
  const path = `/accounts/${accountId}/dnc-entries/${entry.dncEntryId}`;
  const finish = async (message: string) => {
    showMessage(message);
    onClose();
    await queries.invalidateQueries({ queryKey: [accountId] });
  };
  const save = useMutation({
    mutationFn: () => request<DncEntry>(path, { method: "PATCH", body: { reason, expiresAt } }),
    onSuccess: () => finish(`Updated the entry for ${name}.`),
  });
  const remove = useMutation({
    mutationFn: () => request(path, { method: "DELETE" }),
    onSuccess: () =>
      finish(`Deleted the entry for ${name}${entry.dncTagId === 0 ? "" : ` with the tag ${entry.dncTagLabel}`}.`),
  });
  const blocked = entry.phone ? { leadPhoneNum: entry.phone } : { externIds: [entry.externId ?? ""] };
  const facts = (
    <>
      <Table verticalSpacing={4} horizontalSpacing={0}>
        <Table.Tbody>
          {entry.phone && <Fact label="Phone">{entry.phone}</Fact>}
          {entry.externId && <Fact label="External ID">{entry.externId}</Fact>}
          <Fact label="Tag">{tagInWords(entry.dncTagLabel)}</Fact>
          <Fact label="Country">{entry.countryId}</Fact>
          <Fact label="Added">
            <When at={entry.addedAt} />, by {entry.addedBy}
          </Fact>
          {!can("manager") && (
            <>
              <Fact label="Reason">{entry.reason || "none"}</Fact>
              <Fact label="Expires">{entry.expiresAt ? <When at={entry.expiresAt} /> : "never"}</Fact>
            </>
          )}
        </Table.Tbody>
      </Table>
      <Link to="/accounts/$accountId/leads" params={{ accountId: String(accountId) }} search={blocked}>
        View the leads it blocks
      </Link>
    </>
  );
  if (!can("manager"))
    return (
      <Modal opened onClose={onClose} title={name}>
        <Stack gap="md">{facts}</Stack>
      </Modal>
    );
  if (deleting)
    return (
      <FormDialog
        title={`Delete the entry for ${name}`}
        submitLabel="Delete entry"
        danger
        sending={remove}
        onSubmit={() => remove.mutate()}
        onClose={() => setDeleting(false)}
      >
        <Text size="sm">This person can be dialed again, unless another entry blocks it.</Text>
      </FormDialog>
    );
  return (
    <FormDialog
      title={name}
      submitLabel="Save"
      disabled={reason === entry.reason && expiresAt === entry.expiresAt}
      sending={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {facts}
      <TextInput
        label="Reason"
        maxLength={1000}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <EndsInput label="Expires" never="Leave empty for never" value={expiresAt} onChange={setEnd} />
      <Group>
        <Button size="xs" variant="subtle" color="red" onClick={() => setDeleting(true)}>
          Delete entry…
        </Button>
      </Group>
    </FormDialog>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th w={110} fw={400} c="dimmed">
        {label}
      </Table.Th>
      <Table.Td className="figures">{children}</Table.Td>
    </Table.Tr>
  );
}
