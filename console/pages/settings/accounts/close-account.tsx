import { List, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { me } from "../../../api/queries.ts";
import { request } from "../../../api/request.ts";
import type { ClosedAccount, SubAccount } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { Problem } from "../../../ui/problem.tsx";
import { subAccounts } from "../queries.ts";

/** Says what closing an account stops, and closes it. */
export function CloseAccount({ account, onClose }: { account: SubAccount; onClose: () => void }) {
  const { accountId } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const path = `/accounts/${account.accountId}/close`;
  const preview = useQuery({
    queryKey: [accountId, "closing", account.accountId],
    queryFn: () => request<ClosedAccount>(path, { method: "POST", body: { dryRun: true } }),
    staleTime: 0,
    gcTime: 0,
  });
  const close = useMutation({
    mutationFn: () => request<ClosedAccount>(path, { method: "POST", body: {} }),
    async onSuccess() {
      showMessage(`${account.accountName} is closed.`);
      onClose();
      await queries.invalidateQueries({ queryKey: subAccounts(accountId).queryKey });
      await queries.invalidateQueries({ queryKey: me.queryKey });
    },
  });
  return (
    <FormDialog
      title={`Close ${account.accountName}`}
      submitLabel="Close account"
      danger
      cancelLabel="Keep it open"
      disabled={!preview.data}
      sending={close}
      onSubmit={() => close.mutate()}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">
          Its users can do nothing on it, and none of its leads are dialed, until you reopen it. Its data is kept.
        </Text>
        {preview.isError && <Problem error={preview.error} what="What closing stops" retry={preview.refetch} />}
        {preview.isPending && <Skeleton h={90} />}
        {preview.data && <Stopped {...preview.data} />}
      </Stack>
    </FormDialog>
  );
}

const number = (n: number) => n.toLocaleString("en-US");

function Stopped({ userCount, stopped }: ClosedAccount) {
  return (
    <List size="sm">
      <List.Item>Users with this home account: {number(userCount)}</List.Item>
      <List.Item>Leads that leave the dial queue: {number(stopped.queuedLeads)}</List.Item>
      <List.Item>Leads that dialers hold, without an outcome: {number(stopped.openClaims)}</List.Item>
      <List.Item>Running lead actions and loads that pause: {number(stopped.runningActions)}</List.Item>
      <List.Item>Unfinished exports that pause: {number(stopped.unfinishedExports)}</List.Item>
    </List>
  );
}
