import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/request.ts";
import type { AgentGroup } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { DeleteDialog } from "../../ui/form/delete-dialog.tsx";
import { EditDrawer } from "../../ui/form/edit-drawer.tsx";
import { useEditing } from "../../ui/form/use-editing.ts";
import { count } from "../../words/words.ts";
import { type AgentGroupEdit, agentGroupSpecs } from "./agent-specs.ts";
import { agentGroups } from "./queries.ts";

/** Creates or edits an agent group. `size` is the number of its agents; only an empty group can be deleted. */
export function AgentGroupDrawer({
  group,
  size,
  onClose,
}: {
  group: AgentGroup | undefined;
  size: number;
  onClose: () => void;
}) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const base = `/accounts/${accountId}/agent-groups`;
  const refresh = () => queries.invalidateQueries({ queryKey: [accountId] });
  const editing = useEditing<AgentGroupEdit, void>({
    key: `${base}/${group?.agentGroupId ?? "new"}`,
    saved: group ?? { groupName: "", isDefault: false },
    ...(group
      ? {
          async reread() {
            const all = await queries.fetchQuery({ ...agentGroups(accountId), staleTime: 0 });
            return all.find(({ agentGroupId }) => agentGroupId === group.agentGroupId) ?? group;
          },
        }
      : {}),
    async send(changed, values) {
      if (group) await request(`${base}/${group.agentGroupId}`, { method: "PATCH", body: changed });
      else await request(base, { method: "POST", body: values });
      await refresh();
    },
    onSaved: onClose,
  });
  const remove = useMutation({
    mutationFn: () => request(`${base}/${group?.agentGroupId}`, { method: "DELETE" }),
    async onSuccess() {
      editing.discard();
      onClose();
      await refresh();
    },
  });
  return (
    <EditDrawer
      title={group?.groupName ?? "New agent group"}
      param="group"
      groups={[{ specs: agentGroupSpecs }]}
      editing={editing}
      isNew={!group}
      onClose={onClose}
      tools={
        group && (
          <Button variant="subtle" color="red" ml="auto" onClick={() => setDeleting(true)}>
            Delete…
          </Button>
        )
      }
    >
      {deleting && group && (
        <DeleteDialog
          what={`the group ${group.groupName}`}
          ready={size === 0}
          deleting={remove}
          onDelete={() => remove.mutate()}
          onClose={() => setDeleting(false)}
        >
          {size > 0
            ? `${count(size)} ${size === 1 ? "agent is" : "agents are"} still in this group. Move or delete them first.`
            : "The group has no members."}
        </DeleteDialog>
      )}
    </EditDrawer>
  );
}
