import { Button, Group, Skeleton, Table, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { me } from "../../../api/queries.ts";
import { request } from "../../../api/request.ts";
import type { SubAccount } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { Problem } from "../../../ui/problem.tsx";
import { When } from "../../../words/when.tsx";
import { subAccounts } from "../queries.ts";
import { CloseAccount } from "./close-account.tsx";

/** All accounts below this main account, for its administrators, who close and reopen them. */
export function SubAccounts() {
  const { accountId, account } = useHere();
  const { data, error, refetch } = useQuery(subAccounts(accountId));
  const [closing, setClosing] = useState<SubAccount>();
  return (
    <section className="card" aria-label="Accounts below this one">
      <Title order={2} fz="sm" mb="xs">
        Accounts below {account?.accountName}
      </Title>
      {error && !data && <Problem error={error} what="The accounts" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          No accounts yet
        </Text>
      )}
      {data && data.length > 0 && (
        <div className="fit">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Account</Table.Th>
                <Table.Th className="only-wide">Users</Table.Th>
                <Table.Th className="only-wide">Since</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>
                  <span className="sr-only">Actions</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((one) => (
                <Table.Tr key={one.accountId}>
                  <Table.Td>{one.accountName}</Table.Td>
                  <Table.Td className="only-wide">{one.userCount}</Table.Td>
                  <Table.Td className="only-wide">
                    <When at={one.createdAt} />
                  </Table.Td>
                  <Table.Td>
                    {one.closedAt ? (
                      <>
                        Closed <When at={one.closedAt} />
                      </>
                    ) : (
                      "Open"
                    )}
                  </Table.Td>
                  <Table.Td ta="right">
                    {one.closedAt ? (
                      <Reopen account={one} />
                    ) : (
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        color="red"
                        aria-label={`Close ${one.accountName}`}
                        onClick={() => setClosing(one)}
                      >
                        Close…
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {closing && <CloseAccount account={closing} onClose={() => setClosing(undefined)} />}
    </section>
  );
}

function Reopen({ account }: { account: SubAccount }) {
  const { accountId } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const reopen = useMutation({
    mutationFn: () => request(`/accounts/${account.accountId}/reopen`, { method: "POST" }),
    async onSuccess() {
      showMessage(`${account.accountName} is open again.`);
      await queries.invalidateQueries({ queryKey: subAccounts(accountId).queryKey });
      await queries.invalidateQueries({ queryKey: me.queryKey });
    },
    onError: (error) => showMessage(error.message),
  });
  return (
    <Group justify="end">
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={`Reopen ${account.accountName}`}
        loading={reopen.isPending}
        onClick={() => reopen.mutate()}
      >
        Reopen
      </Button>
    </Group>
  );
}
