import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { request, Unreachable } from "../../api/request.ts";
import type { Callback, LeadAction } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { errorInWords } from "../../ui/problem.tsx";
import { exactTime } from "../../words/when.tsx";
import { fullName } from "../../words/words.ts";

/** Confirms canceling a callback. */
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
    <Modal opened onClose={onClose} title="Cancel callback">
      <Stack gap="md">
        <Text size="sm">
          The callback to {fullName(callback)} is scheduled for{" "}
          {exactTime(new Date(callback.callbackAt), account?.timeZone)}. Once canceled, the lead isn’t dialed until
          someone makes it ready again. You can undo this.
        </Text>
        {cancel.isError && (
          <Alert color="red" variant="light" role="alert">
            {cancel.error instanceof Unreachable
              ? "No response from Leadyard. Try again; canceling twice does no harm."
              : errorInWords(cancel.error)}
          </Alert>
        )}
        <Group gap="xs">
          <Button loading={cancel.isPending} onClick={() => cancel.mutate()} data-autofocus>
            Cancel 1 callback
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep callback
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
