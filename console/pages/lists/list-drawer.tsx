import { Alert, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { request } from "../../api/request.ts";
import type { List } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { errorInWords } from "../../ui/problem.tsx";
import { familyOf, StateBar, stateLabel } from "../../ui/states.tsx";
import { useNames } from "../../words/criteria-words.ts";
import { refusalsOf } from "../../words/refusals.ts";
import { When } from "../../words/when.tsx";
import { count, leadsOf } from "../../words/words.ts";
import { DeleteList } from "./delete-list.tsx";
import { type Draft, ListFields } from "./list-fields.tsx";
import { ListState } from "./list-words.tsx";

/** A list: leads by state, origin, settings, and links to its leads. */
export function ListDrawer({ list, onClose }: { list: List; onClose: () => void }) {
  const { accountId, can } = useHere();
  const names = useNames(accountId);
  const { act } = useActing();
  const [deleting, setDeleting] = useState(false);
  const { listId, leadCount, leadStates } = list;
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title={list.listDesc} padding="md">
      <Stack gap="md">
        <Group gap="md">
          <ListState state={list.listState} />
          <Text size="sm" c="dimmed">
            {names.campaign(list.campaignId)}, list {listId}
          </Text>
        </Group>
        <StateBar
          label="Leads by state"
          parts={Object.entries(leadStates).map(([state, n]) => ({
            key: state,
            label: stateLabel(state),
            count: n,
            family: familyOf(state),
          }))}
        />
        <Text size="sm">
          {leadsOf(leadCount)} in this list. Of {count(list.leadsSupplied)} rows supplied, {count(list.leadsInserted)}{" "}
          became leads and {count(list.leadsDncRemoved)} were removed as do-not-call.
          {list.fileName && ` From ${list.fileName}.`} Created by {list.uploadedBy}, <When at={list.uploadedAt} />.
        </Text>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            renderRoot={(props) => (
              <Link
                to="/accounts/$accountId/leads"
                params={{ accountId: String(accountId) }}
                search={{ listIds: String(listId) }}
                {...props}
              />
            )}
          >
            View leads
          </Button>
          {can("manager") && (
            <Button
              size="xs"
              variant="default"
              disabled={leadCount === 0}
              onClick={() => {
                onClose();
                act({ criteria: { listIds: [listId] }, title: `the list ${list.listDesc}` });
              }}
            >
              Act on {leadsOf(leadCount)}…
            </Button>
          )}
          {can("manager") && (
            <Button size="xs" variant="subtle" color="red" disabled={leadCount > 0} onClick={() => setDeleting(true)}>
              Delete…
            </Button>
          )}
        </Group>
        {can("manager") && leadCount > 0 && (
          <Text size="xs" c="dimmed">
            To delete this list, first move or delete its leads.
          </Text>
        )}
        {can("manager") && <ChangeList list={list} />}
      </Stack>
      {deleting && <DeleteList list={list} onClose={() => setDeleting(false)} onDeleted={onClose} />}
    </Drawer>
  );
}

/** The settings of a list. Sends only the changed fields, so changes by others to the rest are kept. */
function ChangeList({ list }: { list: List }) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const [changes, setChanges] = useState<Partial<Draft>>({});
  const save = useMutation({
    mutationFn: () => request<List>(`/accounts/${accountId}/lists/${list.listId}`, { method: "PATCH", body: changes }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: [accountId] });
      setChanges({});
    },
  });
  const changed = Object.entries(changes).filter(([name, value]) => list[name as keyof List] !== value).length;
  const { errors, other } = refusalsOf(save.error, [
    "listDesc",
    "listState",
    "listPriority",
    "dialPriority",
    "archiveAt",
  ]);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <ListFields
        draft={{ ...list, ...changes }}
        errors={errors}
        onChange={(change) => {
          setChanges((before) => ({ ...before, ...change }));
          save.reset();
        }}
      />
      {other && (
        <Alert color="red" variant="light" role="alert" mt="sm">
          {errorInWords(other)} Nothing was saved.
        </Alert>
      )}
      <Group gap="xs" mt="md">
        <Button type="submit" disabled={changed === 0} loading={save.isPending}>
          {changed > 1 ? `Save ${changed} changes` : "Save change"}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {save.isSuccess && changed === 0 ? "Saved." : ""}
        </Text>
      </Group>
    </form>
  );
}
