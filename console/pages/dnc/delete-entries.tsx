import { Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/request.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { isTyped, TypedNumber } from "../../ui/typed-number.tsx";
import { dncTags, type Filter } from "./queries.ts";
import { entriesOf, tagInWords } from "./words.ts";

const typeNumberAbove = 100;

/** Deletes all matching entries. More than 100 need their number typed. */
export function DeleteEntries({ filter, total, onClose }: { filter: Filter; total: number; onClose: () => void }) {
  const { accountId } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const { data: tags = [] } = useQuery(dncTags(accountId));
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    mutationFn: () =>
      request<{ deleted: number }>(`/accounts/${accountId}/dnc-entries?${new URLSearchParams(filter)}`, {
        method: "DELETE",
      }),
    async onSuccess({ deleted }) {
      showMessage(`${entriesOf(deleted)} deleted.`);
      onClose();
      await queries.invalidateQueries({ queryKey: [accountId] });
    },
  });
  const tag = tags.find(({ dncTagId }) => String(dncTagId) === filter.dncTagId);
  const ends = { NEVER: "that never expire", AHEAD: "that expire in the future", PAST: "that have expired" }[
    filter.expiry ?? ""
  ];
  const which = [
    tag && `tagged ${tagInWords(tag.dncTagLabel)}`,
    filter.countryId && `for the country ${filter.countryId}`,
    filter.phone && `for the number ${filter.phone}`,
    filter.externId && `for the external ID ${filter.externId}`,
    filter.text && `with “${filter.text}” in the reason or the user who added them`,
    ends,
  ].filter(Boolean);
  return (
    <FormDialog
      title="Delete do-not-call entries"
      submitLabel={`Delete ${entriesOf(total)}`}
      danger
      disabled={total > typeNumberAbove && !isTyped(typed, total)}
      sending={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        This deletes all {entriesOf(total)} {which.join(", ")}. These people can be dialed again. It can’t be undone.
      </Text>
      {total > typeNumberAbove && (
        <TypedNumber why="This deletes many entries." number={total} typed={typed} onChange={setTyped} />
      )}
    </FormDialog>
  );
}
