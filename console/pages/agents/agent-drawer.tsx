import { Button, MultiSelect, Skeleton, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { agents } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Agent, AgentGroup, DialGroup } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { warnOfOrphanedLeads } from "../../frame/orphaned-leads.tsx";
import { DeleteDialog } from "../../ui/form/delete-dialog.tsx";
import { EditDrawer } from "../../ui/form/edit-drawer.tsx";
import { Conflict, ReadField } from "../../ui/form/form-field.tsx";
import { useEditing } from "../../ui/form/use-editing.ts";
import { leadsOf } from "../../words/words.ts";
import { type AgentEdit, agentSpecs, newAgent } from "./agent-specs.ts";
import { reservedFor } from "./queries.ts";

type Edit = AgentEdit & Pick<Agent, "dialGroups">;

/** Creates or edits an agent, and shows the leads and callbacks reserved for them. */
export function AgentDrawer({
  agent,
  groups,
  allDialGroups,
  onClose,
}: {
  agent: Agent | undefined;
  groups: AgentGroup[];
  allDialGroups: DialGroup[];
  onClose: () => void;
}) {
  const { accountId, can } = useHere();
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const base = `/accounts/${accountId}/agents`;
  const refresh = () => queries.invalidateQueries({ queryKey: [accountId] });
  // A new agent starts in the default group.
  const defaultGroupId = (groups.find(({ isDefault }) => isDefault) ?? groups[0])?.agentGroupId ?? 0;
  const editing = useEditing<Edit, void>({
    key: `${base}/${agent?.agentId ?? "new"}`,
    saved: agent ?? { ...newAgent, agentGroupId: defaultGroupId, dialGroups: [] },
    ...(agent
      ? {
          async reread() {
            const all = await queries.fetchQuery({ ...agents(accountId), staleTime: 0 });
            return all.find(({ agentId }) => agentId === agent.agentId) ?? agent;
          },
        }
      : {}),
    async send(changed, values) {
      if (agent)
        warnOfOrphanedLeads(accountId, await request(`${base}/${agent.agentId}`, { method: "PATCH", body: changed }));
      else await request(base, { method: "POST", body: values });
      await refresh();
    },
    onSaved: () => !agent && onClose(),
  });
  const remove = useMutation({
    mutationFn: () => request(`${base}/${agent?.agentId}`, { method: "DELETE" }),
    async onSuccess() {
      editing.discard();
      onClose();
      await refresh();
    },
  });
  const readOnly = !can("manager");
  const { dialGroups: memberships } = editing.values;
  const nameOf = (id: number) =>
    allDialGroups.find(({ dialGroupId }) => dialGroupId === id)?.dialGroupName ?? `dial group ${id}`;
  const inWords = (some: unknown) =>
    (some as Edit["dialGroups"]).map((one) => nameOf(one.dialGroupId)).join(", ") || "none";
  const name = agent && (`${agent.firstName} ${agent.lastName}`.trim() || agent.username);
  return (
    <EditDrawer
      title={name ?? "New agent"}
      param="agent"
      groups={[
        { specs: agentSpecs(groups.map(({ agentGroupId, groupName }) => ({ value: agentGroupId, label: groupName }))) },
      ]}
      editing={editing}
      isNew={!agent}
      readOnly={readOnly}
      onClose={onClose}
      tools={
        agent &&
        !readOnly && (
          <Button variant="subtle" color="red" ml="auto" onClick={() => setDeleting(true)}>
            Delete…
          </Button>
        )
      }
    >
      {readOnly ? (
        <ReadField label="Dial groups">{inWords(memberships)}</ReadField>
      ) : (
        <div className="form-field" data-changed={"dialGroups" in editing.changed || undefined}>
          <MultiSelect
            label="Dial groups"
            description="The agent gets leads from these dial groups."
            data={allDialGroups.map(({ dialGroupId, dialGroupName }) => ({
              value: String(dialGroupId),
              label: dialGroupName,
            }))}
            value={memberships.map(({ dialGroupId }) => String(dialGroupId))}
            onChange={(ids) =>
              editing.change({
                dialGroups: ids.map(
                  (id) =>
                    memberships.find(({ dialGroupId }) => String(dialGroupId) === id) ?? { dialGroupId: Number(id) },
                ),
              })
            }
            hidePickedOptions
          />
          <Conflict name="dialGroups" editing={editing} inWords={inWords} />
        </div>
      )}
      {agent && <Reserved agentId={agent.agentId} />}
      {deleting && agent && (
        <DeleteDialog
          what={`the agent ${name}`}
          deleting={remove}
          onDelete={() => remove.mutate()}
          onClose={() => setDeleting(false)}
        >
          Past calls keep the agent’s name. An agent with reserved leads or callbacks can’t be deleted.
        </DeleteDialog>
      )}
    </EditDrawer>
  );
}

function Reserved({ agentId }: { agentId: number }) {
  const { accountId } = useHere();
  const { data, error } = useQuery(reservedFor(accountId, agentId));
  return (
    <ReadField label="Reserved">
      {data ? (
        <>
          <Link
            to="/accounts/$accountId/leads"
            params={{ accountId: String(accountId) }}
            search={{ pendingAgentId: String(agentId) }}
            style={{ textDecoration: "underline" }}
          >
            {leadsOf(data.leads)} reserved
          </Link>
          , including {data.callbacks} open callbacks
        </>
      ) : error ? (
        <Text size="sm">{error.message}</Text>
      ) : (
        <Skeleton h={18} w={180} />
      )}
    </ReadField>
  );
}
