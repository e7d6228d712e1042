import { Button, Drawer, Group, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { idempotencyKey } from "../../api/idempotency-key.ts";
import { catalogue } from "../../api/queries.ts";
import { ApiError, request } from "../../api/request.ts";
import type { CatalogueAction, LeadAction, Preview } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { type Target, useActing } from "../../frame/use-acting.ts";
import { NotSent } from "../../ui/not-sent.tsx";
import { Problem } from "../../ui/problem.tsx";
import { isTyped, TypedNumber } from "../../ui/typed-number.tsx";
import { leadsOf } from "../../words/words.ts";
import { ParamFields, type Params } from "./param-fields.tsx";
import { PreviewPane } from "./preview.tsx";
import "./act-drawer.css";

const manyLeads = 10_000;

/** Choose, preview, do. What it starts goes on by itself; the tray and a toast tell what came of it. */
export default function ActDrawer({ target, onClose }: { target: Target; onClose: () => void }) {
  const { accountId } = useHere();
  const known = useQuery(catalogue(accountId));
  const [name, setName] = useState<string | null>(target.action ?? null);
  const actions = known.data?.actions ?? [];
  const action = actions.find((one) => one.name === name);
  return (
    <Drawer opened onClose={onClose} position="right" size={920} title={`Act on ${target.title}`} padding="md">
      {known.isError && <Problem error={known.error} what="The list of actions" retry={known.refetch} />}
      <Select
        label="Action"
        placeholder="Choose an action"
        data={actions.map((one) => ({ value: one.name, label: one.label }))}
        value={name}
        onChange={setName}
        searchable
        allowDeselect={false}
        maxDropdownHeight={420}
        data-autofocus
        mb="md"
      />
      {action && <ActForm key={action.name} action={action} target={target} onClose={onClose} />}
    </Drawer>
  );
}

function ActForm({ action, target, onClose }: { action: CatalogueAction; target: Target; onClose: () => void }) {
  const { accountId } = useHere();
  const { finished } = useActing();
  const [params, setParams] = useState<Params>({});
  const [typed, setTyped] = useState("");
  // One key for as long as the same is asked for: a request that is sent again is carried out once.
  const [key, setKey] = useState(() => idempotencyKey());
  const missing = (action.params.required ?? []).filter((field) => params[field] === undefined || params[field] === "");
  const body = {
    action: action.name,
    criteria: target.criteria,
    params,
    ...(Object.keys(target.criteria).length === 0 ? { allLeads: true } : {}),
  };
  const [settled] = useDebouncedValue(params, 250);
  const preview = useQuery({
    queryKey: [accountId, "leads", "preview", action.name, target.criteria, settled],
    queryFn: ({ signal }) =>
      request<Preview>(`/accounts/${accountId}/lead-actions`, {
        method: "POST",
        body: { ...body, params: settled, dryRun: true },
        signal,
      }),
    enabled: missing.length === 0,
    placeholderData: keepPreviousData,
  });
  const perform = useMutation({
    mutationFn: () =>
      request<LeadAction>(`/accounts/${accountId}/lead-actions`, {
        method: "POST",
        body,
        headers: { "Idempotency-Key": key, Prefer: "respond-async" },
      }),
    onSuccess(record) {
      // One that goes on shows in the tray, which tells when it is over.
      finished(record);
      onClose();
    },
    onError(error) {
      if (error instanceof ApiError) setKey(idempotencyKey());
    },
  });
  const { verb, done } = action;
  const wouldChange = preview.data?.wouldChange ?? 0;
  const danger = dangerOf(action, wouldChange);
  const confirmed = danger === undefined || isTyped(typed, wouldChange);
  const current = missing.length === 0 && preview.isSuccess && !preview.isPlaceholderData && settled === params;
  return (
    <form
      className="act"
      onSubmit={(event) => {
        event.preventDefault();
        if (current && confirmed && wouldChange > 0) perform.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{action.summary}</Text>
        <ParamFields
          schema={action.params}
          params={params}
          onChange={(changed) => {
            setParams(changed);
            setTyped("");
            setKey(idempotencyKey());
          }}
        />
        <Text size="xs" c="dimmed">
          {action.undoable
            ? "It can be undone."
            : `It cannot be undone: ${action.undoableReason ?? "what is done is done"}.`}
          {action.stops === "ALWAYS" && " From the moment it is accepted, no lead it reaches is dialed any more."}
        </Text>
        {danger && wouldChange > 0 && (
          <TypedNumber why={danger} number={wouldChange} typed={typed} onChange={setTyped} />
        )}
        {perform.isError && <NotSent error={perform.error} />}
        <Group gap="xs">
          <Button
            type="submit"
            color={action.undoable ? "accent" : "red"}
            disabled={!current || !confirmed || wouldChange === 0}
            loading={perform.isPending}
          >
            {missing.length > 0 || !preview.data ? verb : `${verb} ${leadsOf(wouldChange)}`}
          </Button>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
      <section aria-label="Preview" className="act-preview">
        {missing.length > 0 ? (
          <Text size="sm" c="dimmed">
            The preview comes once the form is filled in.
          </Text>
        ) : preview.isError ? (
          <Problem error={preview.error} what="The preview" retry={preview.refetch} />
        ) : (
          <PreviewPane preview={preview.data} verb={done} stale={!current} />
        )}
      </section>
    </form>
  );
}

/** Why the number of leads has to be typed; undefined if pressing the button is enough. */
const dangerOf = ({ confirm }: CatalogueAction, wouldChange: number): string | undefined =>
  confirm ?? (wouldChange > manyLeads ? "This is a large number of leads." : undefined);
