import { Button, MultiSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { dialGroups } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Agent, Campaign, DialGroup, DialGroupValues } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { warnOfOrphanedLeads } from "../../frame/orphaned-leads.tsx";
import { DeleteDialog } from "../../ui/form/delete-dialog.tsx";
import { EditDrawer } from "../../ui/form/edit-drawer.tsx";
import { Conflict, ReadField } from "../../ui/form/form-field.tsx";
import { useEditing } from "../../ui/form/use-editing.ts";
import { dialGroupSpecs, newDialGroup } from "./dial-group-specs.ts";

/** A dial group with its agents. `clickers` start the calls in human-initiated dialing. */
type Edit = DialGroupValues & { members: number[]; clickers: number[] };

/** Creates or edits a dial group and its agents. */
export function DialGroupDrawer({
  group,
  allAgents,
  campaigns,
  onClose,
}: {
  group: DialGroup | undefined;
  allAgents: Agent[];
  campaigns: Campaign[];
  onClose: () => void;
}) {
  const { accountId, can } = useHere();
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const base = `/accounts/${accountId}/dial-groups`;
  const refresh = () => queries.invalidateQueries({ queryKey: [accountId] });
  const saved = { ...(group ?? newDialGroup), ...membersOf(allAgents, group?.dialGroupId) };
  const editing = useEditing<Edit, void>({
    key: `${base}/${group?.dialGroupId ?? "new"}`,
    saved,
    ...(group
      ? {
          async reread() {
            const all = await queries.fetchQuery({ ...dialGroups(accountId), staleTime: 0 });
            const one = all.find(({ dialGroupId }) => dialGroupId === group.dialGroupId);
            return { ...saved, ...one };
          },
        }
      : {}),
    async send(changed, { members, clickers, ...values }) {
      const { members: changedMembers, clickers: changedClickers, ...fields } = changed;
      let id = group?.dialGroupId;
      if (id === undefined) id = (await request<DialGroup>(base, { method: "POST", body: values })).dialGroupId;
      else if (Object.keys(fields).length > 0) await request(`${base}/${id}`, { method: "PATCH", body: fields });
      // Members have their own endpoint, which replaces all of them at once.
      if (changedMembers || changedClickers) {
        const body = {
          members: members.map((agentId) => ({ agentId, hciClicker: clickers.includes(agentId) })),
        };
        warnOfOrphanedLeads(accountId, await request(`${base}/${id}/agents`, { method: "PUT", body }));
      }
      await refresh();
    },
    onSaved: () => !group && onClose(),
  });
  const remove = useMutation({
    mutationFn: () => request(`${base}/${group?.dialGroupId}`, { method: "DELETE" }),
    async onSuccess() {
      editing.discard();
      onClose();
      await refresh();
    },
  });
  const readOnly = !can("manager");
  const { members, clickers, dialMode } = editing.values;
  const nameOf = (id: number) => {
    const agent = allAgents.find(({ agentId }) => agentId === id);
    return agent ? `${agent.firstName} ${agent.lastName}`.trim() || agent.username : `agent ${id}`;
  };
  const choices = (ids: number[]) => ids.map((id) => ({ value: String(id), label: nameOf(id) }));
  return (
    <EditDrawer
      title={group?.dialGroupName ?? "New dial group"}
      param="group"
      groups={dialGroupSpecs}
      editing={editing}
      isNew={!group}
      readOnly={readOnly}
      onClose={onClose}
      tools={
        group &&
        !readOnly && (
          <Button variant="subtle" color="red" ml="auto" onClick={() => setDeleting(true)}>
            Delete…
          </Button>
        )
      }
    >
      {readOnly ? (
        <ReadField label="Agents">{members.map(nameOf).join(", ") || "none"}</ReadField>
      ) : (
        <>
          <div className="form-field" data-changed={"members" in editing.changed || undefined}>
            <MultiSelect
              label={`Agents (${members.length})`}
              description="An agent may belong to several dial groups."
              data={choices(allAgents.map(({ agentId }) => agentId))}
              value={members.map(String)}
              onChange={(ids) =>
                editing.change({
                  members: ids.map(Number),
                  clickers: clickers.filter((id) => ids.includes(String(id))),
                })
              }
              searchable
              hidePickedOptions
              nothingFoundMessage="No other agent matches"
              maxDropdownHeight={280}
            />
            <Conflict
              name="members"
              editing={editing}
              inWords={(theirs) => (theirs as number[]).map(nameOf).join(", ")}
            />
          </div>
          {dialMode === "TCPA_SAFE_MODE" && (
            <MultiSelect
              label="Clickers"
              description="The agents who start calls for the others. Stored for dialers that use it; Leadyard itself doesn’t."
              data={choices(members)}
              value={clickers.map(String)}
              onChange={(ids) => editing.change({ clickers: ids.map(Number) })}
              searchable
              hidePickedOptions
            />
          )}
        </>
      )}
      {deleting && group && (
        <DeleteDialog
          what={`the dial group ${group.dialGroupName}`}
          ready={campaigns.length === 0}
          deleting={remove}
          onDelete={() => remove.mutate()}
          onClose={() => setDeleting(false)}
        >
          {campaigns.length > 0
            ? `It still has campaigns: ${campaigns.map(({ campaignName }) => campaignName).join(", ")}. Move or delete them first.`
            : "Its agents are kept and leave the dial group."}
        </DeleteDialog>
      )}
    </EditDrawer>
  );
}

function membersOf(allAgents: Agent[], id: number | undefined): { members: number[]; clickers: number[] } {
  const memberships = allAgents.flatMap(({ agentId, dialGroups: groups }) =>
    groups.filter(({ dialGroupId }) => dialGroupId === id).map(({ hciClicker }) => ({ agentId, hciClicker })),
  );
  return {
    members: memberships.map(({ agentId }) => agentId),
    clickers: memberships.filter(({ hciClicker }) => hciClicker).map(({ agentId }) => agentId),
  };
}
