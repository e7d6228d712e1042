import { Button, Drawer, Group, Skeleton, Stack, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/request.ts";
import type { DncTag } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { Problem } from "../../ui/problem.tsx";
import { dncTags } from "./queries.ts";
import { entriesOf, tagInWords } from "./words.ts";

/** The do-not-call tags with their number of entries. `onShow` filters the list by a tag. */
export function Tags({ onClose, onShow }: { onClose: () => void; onShow: (dncTagId: number) => void }) {
  const { accountId, can } = useHere();
  const { data: tags, error, refetch } = useQuery(dncTags(accountId));
  const [naming, setNaming] = useState<DncTag | "new">();
  const [deleting, setDeleting] = useState<DncTag>();
  return (
    <Drawer opened onClose={onClose} position="right" title="Do-not-call tags" padding="md">
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          Tags group entries, for example by source. Every entry blocks dialing, whatever its tag. Loads can be scrubbed
          against selected tags.
        </Text>
        {error && <Problem error={error} what="The tags" retry={refetch} />}
        {!tags && !error && <Skeleton h={120} />}
        <Table>
          <Table.Tbody>
            {tags?.map((tag) => (
              <Table.Tr key={tag.dncTagId}>
                <Table.Td>
                  {tagInWords(tag.dncTagLabel)}
                  <br />
                  <Button size="compact-xs" variant="transparent" p={0} onClick={() => onShow(tag.dncTagId)}>
                    {entriesOf(tag.entryCount)}
                  </Button>
                </Table.Td>
                <Table.Td>
                  {can("manager") && tag.dncTagId !== 0 && (
                    <Group gap={4} justify="end" wrap="nowrap">
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        aria-label={`Rename ${tag.dncTagLabel}`}
                        onClick={() => setNaming(tag)}
                      >
                        Rename
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        color="red"
                        aria-label={`Delete ${tag.dncTagLabel}`}
                        disabled={tag.entryCount > 0}
                        title={tag.entryCount > 0 ? "Delete its entries first" : ""}
                        onClick={() => setDeleting(tag)}
                      >
                        Delete
                      </Button>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {can("manager") && (
          <Group>
            <Button size="xs" variant="default" onClick={() => setNaming("new")}>
              New tag…
            </Button>
          </Group>
        )}
      </Stack>
      {naming && <NameTag tag={naming === "new" ? undefined : naming} onClose={() => setNaming(undefined)} />}
      {deleting && <DeleteTag tag={deleting} onClose={() => setDeleting(undefined)} />}
    </Drawer>
  );
}

function useTagChange(onDone: () => void) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  return async () => {
    onDone();
    await queries.invalidateQueries({ queryKey: [accountId, "dnc"] });
  };
}

function NameTag({ tag, onClose }: { tag: DncTag | undefined; onClose: () => void }) {
  const { accountId } = useHere();
  const [label, setLabel] = useState(tag?.dncTagLabel ?? "");
  const path = `/accounts/${accountId}/dnc-tags`;
  const onSuccess = useTagChange(onClose);
  const save = useMutation({
    mutationFn: () =>
      request(tag ? `${path}/${tag.dncTagId}` : path, {
        method: tag ? "PATCH" : "POST",
        body: { dncTagLabel: label.trim() },
      }),
    onSuccess,
  });
  return (
    <FormDialog
      title={tag ? `Rename ${tag.dncTagLabel}` : "New tag"}
      submitLabel={tag ? "Rename" : "Create tag"}
      disabled={label.trim() === ""}
      sending={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Tag name"
        required
        maxLength={255}
        data-autofocus
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
    </FormDialog>
  );
}

function DeleteTag({ tag, onClose }: { tag: DncTag; onClose: () => void }) {
  const { accountId } = useHere();
  const onSuccess = useTagChange(onClose);
  const remove = useMutation({
    mutationFn: () => request(`/accounts/${accountId}/dnc-tags/${tag.dncTagId}`, { method: "DELETE" }),
    onSuccess,
  });
  return (
    <FormDialog
      title={`Delete the tag ${tag.dncTagLabel}`}
      submitLabel="Delete tag"
      danger
      sending={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">The tag has no entries, so this doesn’t change who can be dialed.</Text>
    </FormDialog>
  );
}
