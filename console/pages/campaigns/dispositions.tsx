import { Anchor, Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { campaigns } from "../../api/queries.ts";
import type { Campaign } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import type { Search } from "../../url-search.ts";
import { DispositionDrawer } from "./disposition-drawer.tsx";
import { outcomeInWords } from "./disposition-specs.ts";
import { dispositions } from "./queries.ts";

/** The campaign's dispositions and what each does to a lead. */
export function Dispositions({ campaign: { campaignId } }: { campaign: Campaign }) {
  const { accountId, can } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const query = useQuery(dispositions(accountId, campaignId));
  const { data: allCampaigns = [] } = useQuery(campaigns(accountId));
  const go = (disposition: string | undefined) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, disposition }) });
  const campaignName = (id: number) =>
    allCampaigns.find((one) => one.campaignId === id)?.campaignName ?? `campaign ${id} (deleted)`;
  if (query.isError && !query.data)
    return <Problem error={query.error} what="The dispositions" retry={query.refetch} />;
  if (!query.data) return <Skeleton h={200} />;
  const opened = query.data.find(({ dispositionId }) => String(dispositionId) === search.disposition);
  return (
    <div className="card scroll-x">
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed">
          The outcomes agents can choose after a call, and what each does to the lead.
        </Text>
        {can("manager") && (
          <Button size="xs" onClick={() => go("new")}>
            New disposition…
          </Button>
        )}
      </Group>
      {query.data.length === 0 ? (
        <Text>No dispositions yet. What happens to a lead depends only on how its call ended.</Text>
      ) : (
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Disposition</Table.Th>
              <Table.Th>What happens to the lead</Table.Th>
              <Table.Th>Counts as</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {query.data.map((one) => (
              <Table.Tr key={one.dispositionId}>
                <Table.Td>
                  <Anchor
                    fw={600}
                    inherit
                    renderRoot={(props) => (
                      <Link
                        to="."
                        search={(before: Search) => ({ ...before, disposition: String(one.dispositionId) })}
                        {...props}
                      />
                    )}
                  >
                    {one.name}
                  </Anchor>
                  <Text size="xs" c="dimmed">
                    {[one.isDefault && "default", one.requireNote && "requires a note", one.isDisabled && "disabled"]
                      .filter(Boolean)
                      .join(", ")}
                  </Text>
                </Table.Td>
                <Table.Td>{outcomeInWords(one, campaignName)}</Table.Td>
                <Table.Td>
                  {[one.isContact && "contact", one.isSuccess && "success"].filter(Boolean).join(", ") || "–"}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {(opened || (search.disposition === "new" && can("manager"))) && (
        <DispositionDrawer
          key={opened?.dispositionId ?? "new"}
          campaignId={campaignId}
          disposition={opened}
          campaigns={allCampaigns.filter(
            (one) => one.campaignId !== campaignId || opened?.destCampaignId === campaignId,
          )}
          onClose={() => go(undefined)}
        />
      )}
    </div>
  );
}
