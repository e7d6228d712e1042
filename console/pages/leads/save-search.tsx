import { Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { savedSearches } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { SavedSearch } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { criteriaInWords, useNames } from "../../ui/criteria-words.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";

/** What is seen of a search, as it is saved. */
export type SearchView = Pick<SavedSearch, "criteria" | "columns" | "sort">;

interface Props {
  onClose: () => void;
  onSaved: (saved: SavedSearch) => void;
  /** What is to be saved anew. */
  seen?: SearchView;
  /** The search whose name and sharing are to be changed. */
  changed?: SavedSearch;
}

/** Gives what is seen a name, or a saved search another one, and says who sees it. */
export function SaveSearch({ seen, changed, onClose, onSaved }: Props) {
  const { accountId, account, can } = useHere();
  const names = useNames(accountId);
  const queries = useQueryClient();
  const [name, setName] = useState(changed?.name ?? "");
  const [shared, setShared] = useState(changed?.shared ?? false);
  const path = `/accounts/${accountId}/saved-searches`;
  const save = useMutation({
    mutationFn: () =>
      changed
        ? request<SavedSearch>(`${path}/${changed.savedSearchId}`, { method: "PATCH", body: { name, shared } })
        : request<SavedSearch>(path, { method: "POST", body: { ...seen, name, shared } }),
    async onSuccess(saved) {
      await queries.invalidateQueries({ queryKey: savedSearches(accountId).queryKey });
      onSaved(saved);
    },
  });
  const criteria = (changed ?? seen)?.criteria ?? {};
  return (
    <FormDialog
      title={changed ? "Rename or share a search" : "Save a search"}
      does="Save"
      disabled={name.trim() === ""}
      sending={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        {criteriaInWords(criteria, names, account?.timeZone)}
      </Text>
      <TextInput
        label="Name"
        required
        maxLength={255}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {can("manager") && (
        <Switch
          label="Shared with everybody of the account"
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
      )}
    </FormDialog>
  );
}

export function DeleteSearch({
  search,
  onClose,
  onDeleted,
}: {
  search: SavedSearch;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request(`/accounts/${accountId}/saved-searches/${search.savedSearchId}`, { method: "DELETE" }),
    async onSuccess() {
      onDeleted();
      await queries.invalidateQueries({ queryKey: savedSearches(accountId).queryKey });
    },
  });
  return (
    <FormDialog
      title={`Delete “${search.name}”`}
      does="Delete the search"
      danger
      sending={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        The search is gone{search.shared && " for everybody of the account"}; leads stay as they are.
      </Text>
    </FormDialog>
  );
}
