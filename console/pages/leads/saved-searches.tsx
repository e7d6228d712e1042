import { Button, Menu, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { savedSearches } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { SavedSearch } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { IconBookmark, IconBookmarkFilled, IconUsers } from "../../ui/icons.tsx";
import { errorInWords } from "../../ui/problem.tsx";
import type { Search } from "../../url-search.ts";
import { searchOfSaved } from "./criteria-in-url.ts";
import { DeleteSearch, SaveSearch, type SearchView } from "./save-search.tsx";

/** The menu of saved searches: open one, save the current view, or change the open one. */
export function SavedSearches({ view, savedId }: { view: SearchView; savedId: number | undefined }) {
  const { accountId, person, can } = useHere();
  const { showMessage } = useActing();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: searches = [], isError } = useQuery(savedSearches(accountId));
  const [dialog, setDialog] = useState<"save" | "change" | "delete">();
  const picked = searches.find((one) => one.savedSearchId === savedId);
  const changed = picked !== undefined && fingerprint(view) !== fingerprint(picked);
  const mayChange = picked !== undefined && (picked.userId === person.userId || can("admin"));
  const go = (search: Search) =>
    void navigate({ to: "/accounts/$accountId/leads", params: { accountId: String(accountId) }, search });
  const update = useMutation({
    mutationFn: ({ savedSearchId }: SavedSearch) =>
      request<SavedSearch>(`/accounts/${accountId}/saved-searches/${savedSearchId}`, { method: "PATCH", body: view }),
    onSuccess: ({ name }) => showMessage(`Updated “${name}”.`),
    onError: (error) => showMessage(`The search wasn’t updated: ${errorInWords(error)}`),
    onSettled: () => queries.invalidateQueries({ queryKey: savedSearches(accountId).queryKey }),
  });
  const items = (some: SavedSearch[]) =>
    some.map((one) => (
      <Menu.Item
        key={one.savedSearchId}
        aria-current={one === picked || undefined}
        leftSection={
          one === picked ? <IconBookmarkFilled size={16} aria-hidden /> : <IconBookmark size={16} aria-hidden />
        }
        rightSection={one.shared && <IconUsers size={14} aria-label="shared" className="dim" />}
        onClick={() => go(searchOfSaved(one))}
      >
        {one.name}
        {one.userId !== person.userId && (
          <Text size="xs" c="dimmed">
            {one.userName}
          </Text>
        )}
      </Menu.Item>
    ));
  const own = searches.filter(({ userId }) => userId === person.userId);
  const others = searches.filter(({ userId }) => userId !== person.userId);
  return (
    <>
      <Menu position="bottom-end" width={280} returnFocus>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            maw={260}
            leftSection={picked ? <IconBookmarkFilled size={16} aria-hidden /> : <IconBookmark size={16} aria-hidden />}
          >
            <span className="one-line">{picked ? picked.name : "Saved searches"}</span>
            {changed && (
              <Text span size="xs" c="dimmed" ml={6}>
                edited
              </Text>
            )}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: "auto" }}>
          {own.length > 0 && <Menu.Label>Yours</Menu.Label>}
          {items(own)}
          {others.length > 0 && <Menu.Label>Shared by others</Menu.Label>}
          {items(others)}
          {searches.length === 0 && (
            <Menu.Label>{isError ? "Saved searches couldn’t be loaded." : "No saved searches yet"}</Menu.Label>
          )}
          <Menu.Divider />
          {changed && mayChange && (
            <Menu.Item onClick={() => update.mutate(picked)}>Update “{picked.name}” to this view</Menu.Item>
          )}
          <Menu.Item onClick={() => setDialog("save")}>Save this view as a search…</Menu.Item>
          {mayChange && <Menu.Item onClick={() => setDialog("change")}>Rename or share “{picked.name}”…</Menu.Item>}
          {mayChange && <Menu.Item onClick={() => setDialog("delete")}>Delete “{picked.name}”…</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {dialog === "save" && (
        <SaveSearch
          view={view}
          onClose={() => setDialog(undefined)}
          onSaved={(saved) => {
            setDialog(undefined);
            go(searchOfSaved(saved));
          }}
        />
      )}
      {dialog === "change" && picked && (
        <SaveSearch existing={picked} onClose={() => setDialog(undefined)} onSaved={() => setDialog(undefined)} />
      )}
      {dialog === "delete" && picked && (
        <DeleteSearch
          search={picked}
          onClose={() => setDialog(undefined)}
          onDeleted={() => {
            setDialog(undefined);
            void navigate({ to: ".", search: (before: Search) => ({ ...before, saved: undefined }), replace: true });
          }}
        />
      )}
    </>
  );
}

/** A text that is equal for two searches that show the same. */
function fingerprint({ criteria, columns, sort }: SearchView): string {
  const search = searchOfSaved({ criteria, columns, sort } as SavedSearch);
  const { saved: _, ...shown } = search;
  const named = Object.entries(shown).filter(([, value]) => value !== undefined);
  return JSON.stringify(named.sort(([a], [b]) => a.localeCompare(b)));
}
