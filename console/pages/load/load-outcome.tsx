import { Alert, Anchor, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { action as actionQuery } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { LeadAction } from "../../api/shapes.ts";
import { useProgress } from "../../api/use-progress.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { ActionProgress } from "../../ui/action-progress.tsx";
import { errorInWords, NotFound, Problem } from "../../ui/problem.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { useNames } from "../../words/criteria-words.ts";
import { When } from "../../words/when.tsx";
import { count, outcomeOf } from "../../words/words.ts";
import { ActionStatus } from "../actions/status.tsx";
import { RejectedRows } from "./rejected-rows.tsx";

/** A load: its progress or result, the rejected rows, and Undo. */
export function LoadOutcome({ actionId }: { actionId: number }) {
  const { accountId } = useHere();
  const { data: action, error, refetch } = useQuery(actionQuery(accountId, actionId));
  useProgress(accountId, actionId, action?.status === "RUNNING");
  if (action && action.action !== "LOAD_LEADS") return <NotFound />;
  return (
    <div className="page full">
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/accounts/$accountId/load" params={{ accountId: String(accountId) }} {...props} />
        )}
      >
        Load another file
      </Anchor>
      {action ? (
        <LoadDetails action={action} />
      ) : error ? (
        <Problem error={error} what={`Load ${actionId}`} retry={refetch} />
      ) : (
        <Skeleton h={300} />
      )}
    </div>
  );
}

const figuresOf = ({ changed, skipped, matched }: LeadAction) => {
  const skippedFor = (reason: string) => skipped.find((one) => one.reason === reason)?.count ?? 0;
  return [
    { label: "loaded", count: changed },
    { label: "duplicates", count: skippedFor("duplicate") },
    { label: "on the do-not-call list", count: skippedFor("on the do-not-call list") },
    { label: "invalid", count: skippedFor("not valid") },
    { label: "total rows", count: matched },
  ];
};

function LoadDetails({ action }: { action: LeadAction }) {
  const { accountId, can } = useHere();
  const { undo } = useActing();
  const names = useNames(accountId);
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () =>
      request<LeadAction>(`/accounts/${accountId}/lead-actions/${action.id}/cancel`, { method: "POST" }),
    onSettled: () => queries.invalidateQueries({ queryKey: [accountId, "actions"] }),
  });
  const params = { accountId: String(accountId) };
  const { load, status, undoneBy } = action;
  const running = status === "RUNNING";
  const rejected = action.skipped.reduce((sum, one) => sum + one.count, 0);
  return (
    <>
      <Group justify="space-between" align="start">
        <Stack gap={4}>
          <PageTitle title={load?.fileName ?? "Leads loaded by API"} />
          <Group gap="md">
            <ActionStatus action={action} />
            <Text size="sm" c="dimmed">
              into {load ? names.campaign(load.campaignId) : "a campaign"}, by {action.requestedBy},{" "}
              <When at={action.createdAt} />
            </Text>
          </Group>
        </Stack>
        <Group gap="xs">
          {running && can("manager") && (
            <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              Stop load
            </Button>
          )}
          {action.undoable && can("manager") && (
            <Button size="xs" variant="default" onClick={() => undo(action.id)}>
              Undo…
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            renderRoot={(props) => (
              <Link
                to="/accounts/$accountId/actions/$actionId"
                params={{ ...params, actionId: String(action.id) }}
                {...props}
              />
            )}
          >
            View action
          </Button>
          {load && action.changed > 0 && undoneBy === null && (
            <Button
              size="xs"
              renderRoot={(props) => (
                <Link
                  to="/accounts/$accountId/leads"
                  params={params}
                  search={{ listIds: String(load.listId) }}
                  {...props}
                />
              )}
            >
              View leads
            </Button>
          )}
        </Group>
      </Group>
      {cancel.isError && (
        <Alert color="red" variant="light" role="alert">
          {errorInWords(cancel.error)}
        </Alert>
      )}
      <section className="card">
        {running && <ActionProgress action={action} />}
        {(status === "FAILED" || status === "CANCELLED") && <Text mb="xs">{outcomeOf(action)}.</Text>}
        {undoneBy !== null && (
          <Text mb="xs">
            This load was undone:{" "}
            <Link
              className="in-text"
              to="/accounts/$accountId/actions/$actionId"
              params={{ ...params, actionId: String(undoneBy) }}
            >
              view the removed leads
            </Link>
            .
          </Text>
        )}
        <dl className="load-figures" aria-label="Result">
          {figuresOf(action).map(({ label, count: n }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{count(n)}</dd>
            </div>
          ))}
        </dl>
        <Text className="sr-only" role="status">
          {running ? "" : outcomeOf(action)}
        </Text>
        {load && !running && undoneBy === null && action.changed > 0 && (
          <Text size="sm" c="dimmed" mt="sm">
            The leads are in the list {names.list(load.listId)}.
          </Text>
        )}
      </section>
      {!running && rejected > 0 && load?.leadFileId !== undefined && <RejectedRows action={action} />}
    </>
  );
}
