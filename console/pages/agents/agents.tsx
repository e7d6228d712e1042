import { Anchor, Button, Group, Skeleton, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { agents as agentsQuery, dialGroups } from "../../api/queries.ts";
import type { Agent } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import type { Search } from "../../url-search.ts";
import { count } from "../../words/words.ts";
import { AgentDrawer } from "./agent-drawer.tsx";
import { AgentGroupDrawer } from "./agent-group-drawer.tsx";
import { typeLabel } from "./agent-specs.ts";
import { agentGroups } from "./queries.ts";
import "./agents.css";

/** The account's agents by group, with their dial groups. */
export function Agents() {
  const { accountId, can } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const groups = useQuery(agentGroups(accountId));
  const allAgents = useQuery(agentsQuery(accountId));
  const { data: allDialGroups = [] } = useQuery(dialGroups(accountId));
  const go = (change: Search, replace = false) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, ...change }), replace });
  const searchText = (search.find ?? "").toLowerCase();
  const matching = (allAgents.data ?? []).filter((agent) =>
    `${agent.firstName} ${agent.lastName} ${agent.username} ${agent.email}`.toLowerCase().includes(searchText),
  );
  const agent = allAgents.data?.find(({ agentId }) => String(agentId) === search.agent);
  const group = groups.data?.find(({ agentGroupId }) => String(agentGroupId) === search.group);
  const error = (!groups.data && groups.error) || (!allAgents.data && allAgents.error);
  const names = new Map(allDialGroups.map(({ dialGroupId, dialGroupName }) => [dialGroupId, dialGroupName]));
  const manages = can("manager");
  return (
    <div className="page">
      <Group justify="space-between">
        <Group gap="sm" align="baseline">
          <PageTitle title="Agents" />
          {allAgents.data && (
            <Text c="dimmed" className="figures" role="status">
              {searchText
                ? `${count(matching.length)} of ${count(allAgents.data.length)}`
                : count(allAgents.data.length)}
            </Text>
          )}
        </Group>
        <Group gap="xs" className="tools">
          <TextInput
            size="xs"
            aria-label="Find an agent"
            placeholder="Name, username, or email"
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
        <Problem error={error} what="The agents" retry={() => Promise.all([groups.refetch(), allAgents.refetch()])} />
      ) : !groups.data || !allAgents.data ? (
        <Skeleton h={360} />
      ) : (
        <Stack gap="md">
          {groups.data.length === 0 && (
            <Text className="card" c="dimmed">
              No agent groups yet. Every agent belongs to a group, so create one first.
            </Text>
          )}
          {groups.data.map((one) => {
            const members = matching.filter(({ agentGroupId }) => agentGroupId === one.agentGroupId);
            if (searchText && members.length === 0) return null;
            return (
              <section key={one.agentGroupId} className="card scroll-x" aria-label={one.groupName}>
                <Group justify="space-between" mb={4}>
                  <Title order={2}>
                    {one.groupName}
                    {one.isDefault && (
                      <Text span size="xs" c="dimmed" ml={8}>
                        default
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
                {members.length === 0 ? (
                  <Text c="dimmed">No members yet</Text>
                ) : (
                  <AgentTable agents={members} dialGroupName={(id) => names.get(id) ?? `dial group ${id}`} />
                )}
              </section>
            );
          })}
          {searchText && matching.length === 0 && <Text className="card">No agents match your search.</Text>}
        </Stack>
      )}
      {groups.data && (agent || (search.agent === "new" && manages)) && (
        <AgentDrawer
          key={agent?.agentId ?? "new"}
          agent={agent}
          groups={groups.data}
          allDialGroups={allDialGroups}
          onClose={() => go({ agent: undefined })}
        />
      )}
      {(group || search.group === "new") && manages && (
        <AgentGroupDrawer
          key={group?.agentGroupId ?? "new"}
          group={group}
          size={allAgents.data?.filter(({ agentGroupId }) => agentGroupId === group?.agentGroupId).length ?? 0}
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
          <Table.Th>Type</Table.Th>
          <Table.Th>Dial groups</Table.Th>
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
              {!agent.isActive && <span className="dim">, inactive</span>}
            </Table.Td>
            <Table.Td>
              {agent.dialGroups.map(({ dialGroupId }) => dialGroupName(dialGroupId)).join(", ") || (
                <span className="dim">none</span>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
