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

/** What agents may say of a call of this campaign, and what becomes of the lead then. */
export function Dispositions({ campaign: { campaignId } }: { campaign: Campaign }) {
  const { accountId, can } = useHere();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const own = useQuery(dispositions(accountId, campaignId));
  const { data: known = [] } = useQuery(campaigns(accountId));
  const go = (disposition: string | undefined) =>
    void navigate({ to: ".", search: (before: Search) => ({ ...before, disposition }) });
  const campaignName = (id: number) =>
    known.find((one) => one.campaignId === id)?.campaignName ?? `campaign ${id}, which is gone`;
  if (own.isError && !own.data) return <Problem error={own.error} what="The dispositions" retry={own.refetch} />;
  if (!own.data) return <Skeleton h={200} />;
  const opened = own.data.find(({ dispositionId }) => String(dispositionId) === search.disposition);
  return (
    <div className="card scroll-x">
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed">
          What agents may say of a call, and what becomes of the lead then.
        </Text>
        {can("manager") && (
          <Button size="xs" onClick={() => go("new")}>
            New disposition…
          </Button>
        )}
      </Group>
      {own.data.length === 0 ? (
        <Text>There is none: what becomes of a lead is told by how its call ended.</Text>
      ) : (
        <Table verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Disposition</Table.Th>
              <Table.Th>The lead then</Table.Th>
              <Table.Th>Counts as</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {own.data.map((one) => (
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
                    {[
                      one.isDefault && "chosen beforehand",
                      one.requireNote && "takes a note",
                      one.isDisabled && "out of use",
                    ]
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
          campaigns={known.filter((one) => one.campaignId !== campaignId || opened?.destCampaignId === campaignId)}
          onClose={() => go(undefined)}
        />
      )}
    </div>
  );
}
