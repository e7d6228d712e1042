import { Button, MultiSelect, Skeleton, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { agents } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Agent, AgentGroup, DialGroup } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { tellOrphanedLeads } from "../../frame/orphaned-leads.tsx";
import { DeleteDialog } from "../../ui/form/delete-dialog.tsx";
import { EditDrawer } from "../../ui/form/edit-drawer.tsx";
import { Conflict, ReadField } from "../../ui/form/form-field.tsx";
import { useEditing } from "../../ui/form/use-editing.ts";
import { leadsOf } from "../../ui/words.ts";
import { type AgentEdit, agentSpecs, newAgent } from "./agent-specs.ts";
import { waitingFor } from "./queries.ts";

type Edit = AgentEdit & Pick<Agent, "dialGroups">;

/** Makes or changes an agent, and shows what waits for them. */
export function AgentDrawer({
  agent,
  groups,
  dialing,
  onClose,
}: {
  agent: Agent | undefined;
  groups: AgentGroup[];
  dialing: DialGroup[];
  onClose: () => void;
}) {
  const { accountId, can } = useHere();
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const base = `/accounts/${accountId}/agents`;
  const readAgain = () => queries.invalidateQueries({ queryKey: [accountId] });
  const usual = (groups.find(({ isDefault }) => isDefault) ?? groups[0])?.agentGroupId ?? 0;
  const editing = useEditing<Edit, void>({
    key: `${base}/${agent?.agentId ?? "new"}`,
    saved: agent ?? { ...newAgent, agentGroupId: usual, dialGroups: [] },
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
        tellOrphanedLeads(accountId, await request(`${base}/${agent.agentId}`, { method: "PATCH", body: changed }));
      else await request(base, { method: "POST", body: values });
      await readAgain();
    },
    onSaved: () => !agent && onClose(),
  });
  const gone = useMutation({
    mutationFn: () => request(`${base}/${agent?.agentId}`, { method: "DELETE" }),
    async onSuccess() {
      editing.discard();
      onClose();
      await readAgain();
    },
  });
  const readOnly = !can("manager");
  const { dialGroups: works } = editing.values;
  const nameOf = (id: number) =>
    dialing.find(({ dialGroupId }) => dialGroupId === id)?.dialGroupName ?? `dial group ${id}`;
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
        <ReadField label="Works in">{inWords(works)}</ReadField>
      ) : (
        <div className="form-field" data-changed={"dialGroups" in editing.changed || undefined}>
          <MultiSelect
            label="Works in"
            description="The dial groups whose leads they get"
            data={dialing.map(({ dialGroupId, dialGroupName }) => ({
              value: String(dialGroupId),
              label: dialGroupName,
            }))}
            value={works.map(({ dialGroupId }) => String(dialGroupId))}
            onChange={(ids) =>
              editing.change({
                dialGroups: ids.map(
                  (id) => works.find(({ dialGroupId }) => String(dialGroupId) === id) ?? { dialGroupId: Number(id) },
                ),
              })
            }
            hidePickedOptions
          />
          <Conflict name="dialGroups" editing={editing} inWords={inWords} />
        </div>
      )}
      {agent && <Waiting agentId={agent.agentId} />}
      {deleting && agent && (
        <DeleteDialog
          what={`the agent ${name}`}
          deleting={gone}
          onDelete={() => gone.mutate()}
          onClose={() => setDeleting(false)}
        >
          Calls keep their name in the record. An agent for whom leads or callbacks wait is not deleted.
        </DeleteDialog>
      )}
    </EditDrawer>
  );
}

function Waiting({ agentId }: { agentId: number }) {
  const { accountId } = useHere();
  const { data, error } = useQuery(waitingFor(accountId, agentId));
  return (
    <ReadField label="Waits for them">
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
          , {data.callbacks} open callbacks among them
        </>
      ) : error ? (
        <Text size="sm">{error.message}</Text>
      ) : (
        <Skeleton h={18} w={180} />
      )}
    </ReadField>
  );
}
