import { Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { actions, runningActions } from "../../api/queries.ts";
import type { LeadAction } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { ActionProgress } from "../../ui/action-progress.tsx";
import { Problem } from "../../ui/problem.tsx";
import { When } from "../../words/when.tsx";
import { outcomeOf, wordsOfAction } from "../../words/words.ts";
import { ActionStatus } from "../actions/status.tsx";

/** Running actions with their progress, and the latest finished ones. */
export function RecentActions() {
  const { accountId } = useHere();
  const { data: running = [] } = useQuery(runningActions(accountId));
  const log = useInfiniteQuery({ ...actions(accountId, { limit: "8" }), refetchInterval: 10_000 });
  const done = (log.data?.pages[0]?.items ?? []).filter(({ id }) => !running.some((one) => one.id === id));
  return (
    <section className="card" aria-labelledby="last-actions">
      <Title order={2} id="last-actions" mb="sm">
        {running.length > 0 ? "Running and recent actions" : "Recent actions"}
      </Title>
      {log.isPending && <Skeleton h={200} />}
      {log.isError && done.length === 0 && <Problem error={log.error} what="The actions" retry={log.refetch} />}
      {log.isSuccess && running.length + done.length === 0 && <Text c="dimmed">No actions yet</Text>}
      <Stack gap="sm">
        {running.map((action) => (
          <div key={action.id}>
            <Headline action={action} />
            <ActionProgress action={action} />
          </div>
        ))}
        {done.slice(0, 7).map((action) => (
          <div key={action.id}>
            <Headline action={action} />
            <Text size="xs" c="dimmed">
              {outcomeOf(action)}, by {action.requestedBy} <When at={action.createdAt} />
            </Text>
          </div>
        ))}
      </Stack>
    </section>
  );
}

function Headline({ action }: { action: LeadAction }) {
  const { accountId } = useHere();
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <Link
        to="/accounts/$accountId/actions/$actionId"
        params={{ accountId: String(accountId), actionId: String(action.id) }}
        className="one-line"
      >
        {wordsOfAction(action.action).label}
      </Link>
      <ActionStatus action={action} />
    </Group>
  );
}
