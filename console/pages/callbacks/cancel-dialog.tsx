import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { request, Unreachable } from "../../api/request.ts";
import type { Callback, LeadAction } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { wordsOf } from "../../ui/problem.tsx";
import { exactTime } from "../../ui/when.tsx";
import { fullName } from "../../ui/words.ts";

/** Asks once more before a callback is cancelled. */
export function CancelDialog({ callback, onClose }: { callback: Callback; onClose: () => void }) {
  const { accountId, account } = useHere();
  const { finished } = useActing();
  const cancel = useMutation({
    mutationFn: () => request<LeadAction>(`/accounts/${accountId}/callbacks/${callback.leadId}`, { method: "DELETE" }),
    onSuccess(record) {
      finished(record);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Cancel the callback">
      <Stack gap="md">
        <Text size="sm">
          {fullName(callback)} was to be called {exactTime(new Date(callback.callbackAt), account?.timeZone)}. The lead
          is not dialed after that until somebody makes it ready; it can be undone.
        </Text>
        {cancel.isError && (
          <Alert color="red" variant="light" role="alert">
            {cancel.error instanceof Unreachable
              ? "No answer came. Press again: a callback that is cancelled already stays so."
              : wordsOf(cancel.error)}
          </Alert>
        )}
        <Group gap="xs">
          <Button loading={cancel.isPending} onClick={() => cancel.mutate()} data-autofocus>
            Cancel 1 callback
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
