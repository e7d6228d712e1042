import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { idempotencyKey } from "../../api/idempotency-key.ts";
import { action as actionQuery } from "../../api/queries.ts";
import { ApiError, request } from "../../api/request.ts";
import type { LeadAction, Preview } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { NotSent } from "../../ui/not-sent.tsx";
import { Problem } from "../../ui/problem.tsx";
import { isTyped, TypedNumber } from "../../ui/typed-number.tsx";
import { exactTime } from "../../words/when.tsx";
import { leadsOf, wordsOfAction } from "../../words/words.ts";
import { PreviewPane } from "./preview.tsx";

/** Previews what an undo restores and which leads have changed since, then undoes. */
export default function UndoDialog({ actionId, onClose }: { actionId: number; onClose: () => void }) {
  const { accountId, account } = useHere();
  const { finished } = useActing();
  const path = `/accounts/${accountId}/lead-actions/${actionId}/undo`;
  const [key] = useState(() => idempotencyKey());
  const [typed, setTyped] = useState("");
  const undone = useQuery(actionQuery(accountId, actionId));
  const preview = useQuery({
    queryKey: [accountId, "leads", "undo-preview", actionId],
    queryFn: ({ signal }) => request<Preview>(path, { method: "POST", body: { dryRun: true }, signal }),
    staleTime: 0,
  });
  const undo = useMutation({
    mutationFn: () =>
      request<LeadAction>(path, {
        method: "POST",
        body: {},
        headers: { "Idempotency-Key": key, Prefer: "respond-async" },
      }),
    onSuccess(record) {
      finished(record);
      onClose();
    },
  });
  const load = undone.data?.action === "LOAD_LEADS";
  const wouldChange = preview.data?.wouldChange ?? 0;
  const many = wouldChange > 10_000;
  const title = undone.data ? `Undo: ${wordsOfAction(undone.data.action).label}` : "Undo";
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack gap="md">
        {undone.data && (
          <Text size="sm">
            By {undone.data.requestedBy}, {exactTime(new Date(undone.data.createdAt), account?.timeZone)}.{" "}
            {load
              ? "The leads it loaded are removed. Leads that were dialed or changed since then stay."
              : "Leads go back to what they were before. Leads that have changed since then stay as they are."}
          </Text>
        )}
        {preview.isError ? (
          <Problem
            error={preview.error}
            what="The preview of the undo"
            {...(preview.error instanceof ApiError ? {} : { retry: preview.refetch })}
          />
        ) : (
          <PreviewPane preview={preview.data} verb={load ? "removed" : "restored"} stale={false} />
        )}
        {many && <TypedNumber why="This affects many leads." number={wouldChange} typed={typed} onChange={setTyped} />}
        {undo.isError && <NotSent error={undo.error} />}
        <Group gap="xs">
          <Button
            disabled={wouldChange === 0 || (many && !isTyped(typed, wouldChange))}
            loading={undo.isPending}
            onClick={() => undo.mutate()}
            data-autofocus
          >
            {load ? "Remove" : "Restore"} {leadsOf(wouldChange)}
          </Button>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
