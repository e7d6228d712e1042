import { Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { savedSearches } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { SavedSearch } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { criteriaInWords, useNames } from "../../words/criteria-words.ts";

/** The part of the view that a saved search keeps. */
export type SearchView = Pick<SavedSearch, "criteria" | "columns" | "sort">;

interface Props {
  onClose: () => void;
  onSaved: (saved: SavedSearch) => void;
  /** The view to save as a new search. */
  view?: SearchView;
  /** The saved search to rename or share. */
  existing?: SavedSearch;
}

/** Saves the current view as a search, or renames and shares an existing one. */
export function SaveSearch({ view, existing, onClose, onSaved }: Props) {
  const { accountId, account, can } = useHere();
  const names = useNames(accountId);
  const queries = useQueryClient();
  const [name, setName] = useState(existing?.name ?? "");
  const [shared, setShared] = useState(existing?.shared ?? false);
  const path = `/accounts/${accountId}/saved-searches`;
  const save = useMutation({
    mutationFn: () =>
      existing
        ? request<SavedSearch>(`${path}/${existing.savedSearchId}`, { method: "PATCH", body: { name, shared } })
        : request<SavedSearch>(path, { method: "POST", body: { ...view, name, shared } }),
    async onSuccess(saved) {
      await queries.invalidateQueries({ queryKey: savedSearches(accountId).queryKey });
      onSaved(saved);
    },
  });
  const criteria = (existing ?? view)?.criteria ?? {};
  return (
    <FormDialog
      title={existing ? "Rename or share search" : "Save search"}
      submitLabel="Save"
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
          label="Share with everyone in the account"
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
      submitLabel="Delete search"
      danger
      sending={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        This deletes the search{search.shared && " for everyone in the account"}. Leads aren’t affected.
      </Text>
    </FormDialog>
  );
}
