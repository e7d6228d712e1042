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

const many = 100;

/** Takes all that match off the list, with their number typed where they are many. */
export function DeleteEntries({ filter, total, onClose }: { filter: Filter; total: number; onClose: () => void }) {
  const { accountId } = useHere();
  const { say } = useActing();
  const queries = useQueryClient();
  const { data: tags = [] } = useQuery(dncTags(accountId));
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    mutationFn: () =>
      request<{ deleted: number }>(`/accounts/${accountId}/dnc-entries?${new URLSearchParams(filter)}`, {
        method: "DELETE",
      }),
    async onSuccess({ deleted }) {
      say(`${entriesOf(deleted)} deleted.`);
      onClose();
      await queries.invalidateQueries({ queryKey: [accountId] });
    },
  });
  const tag = tags.find(({ dncTagId }) => String(dncTagId) === filter.dncTagId);
  const ends = { NEVER: "without end", AHEAD: "that will end", PAST: "that have ended" }[filter.expiry ?? ""];
  const which = [
    tag && `of the tag ${tagInWords(tag.dncTagLabel)}`,
    filter.countryId && `of the country ${filter.countryId}`,
    filter.phone && `of the number ${filter.phone}`,
    filter.externId && `of the external id ${filter.externId}`,
    filter.text && `with “${filter.text}” in the reason or who added them`,
    ends,
  ].filter(Boolean);
  return (
    <FormDialog
      title="Delete do-not-call entries"
      does={`Delete ${entriesOf(total)}`}
      danger
      disabled={total > many && !isTyped(typed, total)}
      sending={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        All {entriesOf(total)} {which.join(", ")}. These people may be dialed again from then on, and this cannot be
        undone.
      </Text>
      {total > many && <TypedNumber why="These are many." number={total} typed={typed} onChange={setTyped} />}
    </FormDialog>
  );
}
