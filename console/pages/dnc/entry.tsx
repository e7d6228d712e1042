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
import { When } from "../../ui/when.tsx";
import { dncEntry } from "./queries.ts";
import { nameOfEntry, tagInWords } from "./words.ts";

/** One entry: why it stands, until when, and which leads it stops. */
export function Entry({ entryId, onClose }: { entryId: number; onClose: () => void }) {
  const { accountId } = useHere();
  const { data, error, refetch } = useQuery(dncEntry(accountId, entryId));
  if (data) return <Inside entry={data} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title="Do-not-call entry">
      {error ? <Problem error={error} what="The entry" retry={refetch} /> : <Skeleton h={220} />}
    </Modal>
  );
}

function Inside({ entry, onClose }: { entry: DncEntry; onClose: () => void }) {
  const { accountId, can } = useHere();
  const { say } = useActing();
  const queries = useQueryClient();
  const [reason, setReason] = useState(entry.reason);
  const [expiresAt, setEnd] = useState(entry.expiresAt);
  const [deleting, setDeleting] = useState(false);
  const name = nameOfEntry(entry);
  const path = `/accounts/${accountId}/dnc-entries/${entry.dncEntryId}`;
  const over = async (told: string) => {
    say(told);
    onClose();
    await queries.invalidateQueries({ queryKey: [accountId] });
  };
  const save = useMutation({
    mutationFn: () => request<DncEntry>(path, { method: "PATCH", body: { reason, expiresAt } }),
    onSuccess: () => over(`The entry of ${name} is changed.`),
  });
  const remove = useMutation({
    mutationFn: () => request(path, { method: "DELETE" }),
    onSuccess: () =>
      over(`${name} is off the list${entry.dncTagId === 0 ? "" : `, as far as the tag ${entry.dncTagLabel} goes`}.`),
  });
  const stopped = entry.phone ? { leadPhoneNum: entry.phone } : { externIds: [entry.externId ?? ""] };
  const facts = (
    <>
      <Table verticalSpacing={4} horizontalSpacing={0}>
        <Table.Tbody>
          {entry.phone && <Fact label="Phone">{entry.phone}</Fact>}
          {entry.externId && <Fact label="External id">{entry.externId}</Fact>}
          <Fact label="Tag">{tagInWords(entry.dncTagLabel)}</Fact>
          <Fact label="Country">{entry.countryId}</Fact>
          <Fact label="Added">
            <When at={entry.addedAt} />, by {entry.addedBy}
          </Fact>
          {!can("manager") && (
            <>
              <Fact label="Reason">{entry.reason || "none given"}</Fact>
              <Fact label="Ends">{entry.expiresAt ? <When at={entry.expiresAt} /> : "never"}</Fact>
            </>
          )}
        </Table.Tbody>
      </Table>
      <Link to="/accounts/$accountId/leads" params={{ accountId: String(accountId) }} search={stopped}>
        See the leads it stops
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
        title={`Delete the entry of ${name}`}
        does="Delete the entry"
        danger
        sending={remove}
        onSubmit={() => remove.mutate()}
        onClose={() => setDeleting(false)}
      >
        <Text size="sm">They may be dialed again from then on, unless another entry stands against it.</Text>
      </FormDialog>
    );
  return (
    <FormDialog
      title={name}
      does="Save"
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
      <EndsInput label="Ends" never="Empty: for good" value={expiresAt} onChange={setEnd} />
      <Group>
        <Button size="xs" variant="subtle" color="red" onClick={() => setDeleting(true)}>
          Delete the entry…
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
