import { Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../../api/request.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { Problem } from "../../../ui/problem.tsx";
import { accountSessions, ownSessions } from "../queries.ts";
import { SessionTable } from "./session-table.tsx";

/** Where the user is signed in and, for administrators, where all users are whose home account this is. */
export function Sessions() {
  const { can } = useHere();
  return (
    <>
      <OwnSessions />
      {can("admin") && <AccountSessions />}
    </>
  );
}

function OwnSessions() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(ownSessions);
  const [endingOthers, setEndingOthers] = useState(false);
  const sessions = data?.pages.flatMap(({ items }) => items);
  return (
    <section className="card" aria-label="Your sessions">
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm">
          Your sessions
        </Title>
        <Button
          size="xs"
          variant="default"
          disabled={!sessions || sessions.length < 2}
          onClick={() => setEndingOthers(true)}
        >
          Sign out everywhere else…
        </Button>
      </Group>
      {error && !data && <Problem error={error} what="Your sessions" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {sessions && <SessionTable sessions={sessions} path="/sessions" />}
      {hasNextPage && <ShowMore loading={isFetchingNextPage} onClick={() => void fetchNextPage()} />}
      {endingOthers && <EndOthers onClose={() => setEndingOthers(false)} />}
    </section>
  );
}

function AccountSessions() {
  const { accountId } = useHere();
  const found = useInfiniteQuery(accountSessions(accountId));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = found;
  return (
    <section className="card" aria-label="Sessions of the account">
      <Title order={2} fz="sm" mb="xs">
        Sessions of all users with this home account
      </Title>
      {error && !data && <Problem error={error} what="The account’s sessions" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {data && (
        <SessionTable
          sessions={data.pages.flatMap(({ items }) => items)}
          path={`/accounts/${accountId}/sessions`}
          showsUsers
        />
      )}
      {hasNextPage && <ShowMore loading={isFetchingNextPage} onClick={() => void fetchNextPage()} />}
    </section>
  );
}

function ShowMore({ loading, onClick }: { loading: boolean; onClick: () => void }) {
  return (
    <Button size="xs" variant="default" mt="xs" loading={loading} onClick={onClick}>
      Show more
    </Button>
  );
}

function EndOthers({ onClose }: { onClose: () => void }) {
  const { accountId } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => request<{ ended: number }>("/sessions", { method: "DELETE" }),
    async onSuccess({ ended }) {
      showMessage(ended === 1 ? "Ended 1 other session." : `Ended ${ended} other sessions.`);
      onClose();
      await queries.invalidateQueries({ queryKey: ownSessions.queryKey });
      await queries.invalidateQueries({ queryKey: accountSessions(accountId).queryKey });
    },
  });
  return (
    <FormDialog
      title="Sign out everywhere else"
      submitLabel="End other sessions"
      danger
      sending={end}
      onSubmit={() => end.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        All your sessions except this one end immediately. Your API tokens and JWT credentials keep working; change your
        password to end those too.
      </Text>
    </FormDialog>
  );
}
