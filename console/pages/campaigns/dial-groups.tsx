import { Anchor, Skeleton, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { agents, campaigns, dialGroups } from "../../api/queries.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import type { Search } from "../../url-search.ts";
import { count } from "../../words/words.ts";
import { DialGroupDrawer } from "./dial-group-drawer.tsx";
import { modeLabel } from "./dial-group-specs.ts";

export function DialGroups() {
  const { accountId, can } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const groups = useQuery(dialGroups(accountId));
  const { data: allCampaigns = [] } = useQuery(campaigns(accountId));
  const { data: allAgents = [] } = useQuery(agents(accountId));
  const opened = groups.data?.find(({ dialGroupId }) => String(dialGroupId) === search.group);
  const close = () =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, group: undefined }), replace: true });
  if (groups.isError && !groups.data)
    return <Problem error={groups.error} what="The dial groups" retry={groups.refetch} />;
  if (!groups.data) return <Skeleton h={200} />;
  return (
    <div className="card scroll-x">
      {groups.data.length === 0 ? (
        <Text c="dimmed">No dial groups yet. A dial group brings campaigns and agents together.</Text>
      ) : (
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Dial group</Table.Th>
              <Table.Th>Dialing mode</Table.Th>
              <Table.Th ta="right">Campaigns</Table.Th>
              <Table.Th ta="right">Agents</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {groups.data.map((group) => (
              <Table.Tr key={group.dialGroupId}>
                <Table.Td>
                  <Anchor
                    fw={600}
                    inherit
                    renderRoot={(props) => (
                      <Link
                        to="."
                        search={(before: Search) => ({ ...before, group: String(group.dialGroupId) })}
                        {...props}
                      />
                    )}
                  >
                    {group.dialGroupName}
                  </Anchor>
                  <Text size="xs" c="dimmed">
                    {group.dialGroupDesc}
                  </Text>
                </Table.Td>
                <Table.Td>{group.isActive ? modeLabel(group.dialMode) : "inactive"}</Table.Td>
                <Table.Td ta="right" className="figures">
                  {count(allCampaigns.filter(({ dialGroupId }) => dialGroupId === group.dialGroupId).length)}
                </Table.Td>
                <Table.Td ta="right" className="figures">
                  {count(
                    allAgents.filter((one) =>
                      one.dialGroups.some(({ dialGroupId }) => dialGroupId === group.dialGroupId),
                    ).length,
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {(opened || (search.group === "new" && can("manager"))) && (
        <DialGroupDrawer
          key={opened?.dialGroupId ?? "new"}
          group={opened}
          allAgents={allAgents}
          campaigns={allCampaigns.filter(({ dialGroupId }) => dialGroupId === opened?.dialGroupId)}
          onClose={close}
        />
      )}
    </div>
  );
}
