import { Alert, Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import type { List } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { errorInWords } from "../../ui/problem.tsx";

/** Confirms deleting a list. */
export function DeleteList({ list, onClose, onDeleted }: { list: List; onClose: () => void; onDeleted: () => void }) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request(`/accounts/${accountId}/lists/${list.listId}`, { method: "DELETE" }),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: [accountId, "lists"] });
      onDeleted();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Delete the list ${list.listDesc}?`}>
      <Text size="sm">The list has no leads. Leads that were in it keep their history.</Text>
      {remove.isError && (
        <Alert color="red" variant="light" role="alert" mt="sm">
          {errorInWords(remove.error)}
        </Alert>
      )}
      <Group gap="xs" mt="md">
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          Delete list
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep list
        </Button>
      </Group>
    </Modal>
  );
}
