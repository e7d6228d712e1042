import { Anchor, Button, Group, Skeleton, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { agents as agentsQuery, dialGroups } from "../../api/queries.ts";
import type { Agent } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { count } from "../../ui/words.ts";
import type { Search } from "../../url-search.ts";
import { AgentDrawer } from "./agent-drawer.tsx";
import { AgentGroupDrawer } from "./agent-group-drawer.tsx";
import { typeLabel } from "./agent-specs.ts";
import { agentGroups } from "./queries.ts";
import "./agents.css";

/** The agents of an account by group, with what they work in. */
export function Agents() {
  const { accountId, can } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const groups = useQuery(agentGroups(accountId));
  const staff = useQuery(agentsQuery(accountId));
  const { data: dialing = [] } = useQuery(dialGroups(accountId));
  const go = (change: Search, replace = false) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace });
  const wanted = (search.find ?? "").toLowerCase();
  const found = (staff.data ?? []).filter((agent) =>
    `${agent.firstName} ${agent.lastName} ${agent.username} ${agent.email}`.toLowerCase().includes(wanted),
  );
  const agent = staff.data?.find(({ agentId }) => String(agentId) === search.agent);
  const group = groups.data?.find(({ agentGroupId }) => String(agentGroupId) === search.group);
  const error = (!groups.data && groups.error) || (!staff.data && staff.error);
  const names = new Map(dialing.map(({ dialGroupId, dialGroupName }) => [dialGroupId, dialGroupName]));
  const manages = can("manager");
  return (
    <div className="page">
      <Group justify="space-between">
        <Group gap="sm" align="baseline">
          <PageTitle title="Agents" />
          {staff.data && (
            <Text c="dimmed" className="figures" role="status">
              {wanted ? `${count(found.length)} of ${count(staff.data.length)}` : count(staff.data.length)}
            </Text>
          )}
        </Group>
        <Group gap="xs" className="tools">
          <TextInput
            size="xs"
            aria-label="Find an agent"
            placeholder="Name, username or mail address"
            w={230}
            value={search.find ?? ""}
            onChange={({ currentTarget }) => go({ find: currentTarget.value || undefined }, true)}
          />
          {manages && (
            <>
              <Button size="xs" variant="default" onClick={() => go({ group: "new" })}>
                New group…
              </Button>
              <Button size="xs" disabled={!groups.data?.length} onClick={() => go({ agent: "new" })}>
                New agent…
              </Button>
            </>
          )}
        </Group>
      </Group>
      {error ? (
        <Problem error={error} what="The agents" retry={() => Promise.all([groups.refetch(), staff.refetch()])} />
      ) : !groups.data || !staff.data ? (
        <Skeleton h={360} />
      ) : (
        <Stack gap="md">
          {groups.data.length === 0 && (
            <Text className="card" c="dimmed">
              There is no group yet. Agents stand in groups: make one first.
            </Text>
          )}
          {groups.data.map((one) => {
            const own = found.filter(({ agentGroupId }) => agentGroupId === one.agentGroupId);
            if (wanted && own.length === 0) return null;
            return (
              <section key={one.agentGroupId} className="card scroll-x" aria-label={one.groupName}>
                <Group justify="space-between" mb={4}>
                  <Title order={2}>
                    {one.groupName}
                    {one.isDefault && (
                      <Text span size="xs" c="dimmed" ml={8}>
                        the usual group
                      </Text>
                    )}
                  </Title>
                  {manages && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="gray"
                      onClick={() => go({ group: String(one.agentGroupId) })}
                    >
                      Edit<span className="sr-only"> the group {one.groupName}</span>…
                    </Button>
                  )}
                </Group>
                {own.length === 0 ? (
                  <Text c="dimmed">Nobody is in it.</Text>
                ) : (
                  <AgentTable agents={own} dialGroupName={(id) => names.get(id) ?? `dial group ${id}`} />
                )}
              </section>
            );
          })}
          {wanted && found.length === 0 && <Text className="card">No agent is called so.</Text>}
        </Stack>
      )}
      {groups.data && (agent || (search.agent === "new" && manages)) && (
        <AgentDrawer
          key={agent?.agentId ?? "new"}
          agent={agent}
          groups={groups.data}
          dialing={dialing}
          onClose={() => go({ agent: undefined })}
        />
      )}
      {(group || search.group === "new") && manages && (
        <AgentGroupDrawer
          key={group?.agentGroupId ?? "new"}
          group={group}
          size={staff.data?.filter(({ agentGroupId }) => agentGroupId === group?.agentGroupId).length ?? 0}
          onClose={() => go({ group: undefined })}
        />
      )}
    </div>
  );
}

function AgentTable({ agents, dialGroupName }: { agents: Agent[]; dialGroupName: (id: number) => string }) {
  return (
    <Table verticalSpacing={6} className="agents-table">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Agent</Table.Th>
          <Table.Th>Kind</Table.Th>
          <Table.Th>Works in</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {agents.map((agent) => (
          <Table.Tr key={agent.agentId}>
            <Table.Td>
              <Anchor
                fw={600}
                inherit
                renderRoot={(props) => (
                  <Link to="." search={(before: Search) => ({ ...before, agent: String(agent.agentId) })} {...props} />
                )}
              >
                {`${agent.firstName} ${agent.lastName}`.trim() || agent.username}
              </Anchor>
              <Text size="xs" c="dimmed">
                {agent.username}
              </Text>
            </Table.Td>
            <Table.Td>
              {typeLabel(agent.agentType)}
              {!agent.isActive && <span className="dim">, not at work</span>}
            </Table.Td>
            <Table.Td>
              {agent.dialGroups.map(({ dialGroupId }) => dialGroupName(dialGroupId)).join(", ") || (
                <span className="dim">no dial group</span>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
