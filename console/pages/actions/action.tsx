import { Alert, Anchor, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { action as actionQuery, catalogue } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { JsonSchema, LeadAction } from "../../api/shapes.ts";
import { useProgress } from "../../api/use-progress.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { ActionProgress } from "../../ui/action-progress.tsx";
import { errorInWords, Problem } from "../../ui/problem.tsx";
import { reasonInWords } from "../../ui/states.tsx";
import { PageTitle } from "../../ui/title.tsx";
import { criteriaInWords, type Names, useNames } from "../../words/criteria-words.ts";
import { exactTime, When } from "../../words/when.tsx";
import { count, humanized, leadsOf, loadInWords, outcomeOf, wordsOfAction } from "../../words/words.ts";
import { searchOf } from "../leads/criteria-in-url.ts";
import { Figures } from "./preview.tsx";
import { ActionStatus } from "./status.tsx";
import { TouchedLeads } from "./touched-leads.tsx";
import "./action.css";

/** One action: the request, its progress or result, what it did to each lead, and Undo. */
export function ActionPage() {
  const { accountId } = useHere();
  const { actionId } = useParams({ strict: false });
  const id = Number(actionId);
  const { data: action, error, refetch } = useQuery(actionQuery(accountId, id));
  useProgress(accountId, id, action?.status === "RUNNING");
  return (
    <div className="page full">
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/accounts/$accountId/actions" params={{ accountId: String(accountId) }} {...props} />
        )}
      >
        All actions
      </Anchor>
      {action ? (
        <ActionDetails action={action} />
      ) : error ? (
        <Problem error={error} what={`Action ${id}`} retry={refetch} />
      ) : (
        <Skeleton h={300} />
      )}
    </div>
  );
}

function ActionDetails({ action }: { action: LeadAction }) {
  const { accountId, can, account } = useHere();
  const { undo } = useActing();
  const names = useNames(accountId);
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () =>
      request<LeadAction>(`/accounts/${accountId}/lead-actions/${action.id}/cancel`, { method: "POST" }),
    onSettled: () => queries.invalidateQueries({ queryKey: [accountId, "actions"] }),
  });
  const { label: noun } = wordsOfAction(action.action);
  const { data: loaded } = useQuery(catalogue(accountId));
  const schemas = loaded?.actions.find(({ name }) => name === action.action)?.params.properties ?? {};
  const isLoad = action.action === "LOAD_LEADS";
  const title = action.undoOf === null ? `${noun}, action ${action.id}` : `Undo of action ${action.undoOf}`;
  const params = { accountId: String(accountId) };
  return (
    <>
      <Group justify="space-between" align="start">
        <Stack gap={4}>
          <PageTitle title={title} />
          <Group gap="md">
            <ActionStatus action={action} />
            <Text size="sm" c="dimmed">
              by {action.requestedBy}, <When at={action.createdAt} />
            </Text>
          </Group>
        </Stack>
        {can("manager") && (
          <Group gap="xs">
            {action.status === "RUNNING" && (
              <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
                Stop action
              </Button>
            )}
            {action.undoable && (
              <Button size="xs" variant="default" onClick={() => undo(action.id)}>
                Undo…
              </Button>
            )}
          </Group>
        )}
      </Group>
      {cancel.isError && (
        <Alert color="red" variant="light" role="alert">
          {errorInWords(cancel.error)}
        </Alert>
      )}
      <div className="action-facts">
        <section className="card">
          <Title order={2} fz="sm" mb={6}>
            Request
          </Title>
          <Text size="sm">
            {isLoad ? (
              <Link to="/accounts/$accountId/load" params={params} search={{ action: String(action.id) }}>
                {loadInWords(action, names.campaign)}
              </Link>
            ) : action.undoOf === null ? (
              <Link to="/accounts/$accountId/leads" params={params} search={searchOf(action.criteria)}>
                {criteriaInWords(action.criteria, names, account?.timeZone)}
              </Link>
            ) : (
              <Link to="/accounts/$accountId/actions/$actionId" params={{ ...params, actionId: String(action.undoOf) }}>
                Restore the leads that action {action.undoOf} changed
              </Link>
            )}
            {action.limit !== null && `, only the first ${count(action.limit)}`}
          </Text>
          {Object.entries(isLoad ? {} : action.params).map(([name, value]) => (
            <Text size="sm" key={name}>
              {schemas[name]?.title ?? humanized(name)}: {paramInWords(schemas[name], value, names, account?.timeZone)}
            </Text>
          ))}
        </section>
        <section className="card">
          <Title order={2} fz="sm" mb={6}>
            {action.status === "RUNNING" ? "Progress" : "Result"}
          </Title>
          {action.status === "RUNNING" && <ActionProgress action={action} />}
          <Text size="sm" role="status">
            {outcomeOf(action)}.
          </Text>
          <Figures
            title={`${leadsOf(action.matched)} matched`}
            rows={[
              ...(action.callbacksDeleted > 0
                ? [{ key: "callbacks", label: "callbacks removed", count: action.callbacksDeleted }]
                : []),
              ...action.skipped.map((one) => ({
                key: one.reason,
                label: `skipped: ${reasonInWords(one.reason)}`,
                count: one.count,
              })),
              ...(action.warnings ?? []).map((one) => ({ key: one.warning, label: one.warning, count: one.count })),
            ]}
          />
          <Text size="xs" c="dimmed" mt={6}>
            {action.undoable ? "Can be undone." : `Can’t be undone: ${action.undoableReason}.`}
          </Text>
          {action.undoneBy !== null && (
            <Link to="/accounts/$accountId/actions/$actionId" params={{ ...params, actionId: String(action.undoneBy) }}>
              View the undo
            </Link>
          )}
        </section>
      </div>
      <TouchedLeads action={action} names={names} />
    </>
  );
}

/** The value of a parameter, with names for ids and the account's time zone for times. */
function paramInWords(
  schema: JsonSchema | undefined,
  value: unknown,
  names: Names,
  timeZone: string | undefined,
): string {
  const input = schema?.["x-input"];
  if (input === "campaign") return names.campaign(Number(value));
  if (input === "list") return names.list(Number(value));
  if (input === "agent") return value === 0 ? "no agent" : names.agent(Number(value));
  if (input === "moment") {
    const moment = new Date(String(value));
    return Number.isNaN(moment.getTime()) ? String(value) : exactTime(moment, timeZone);
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? (schema?.["x-choices"]?.[value] ?? value) : String(value);
}
