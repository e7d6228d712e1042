import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import type { Secret } from "./secret-table.tsx";

/** Confirms deleting a token or revoking a credential. */
export function EndSecret({
  secret,
  title,
  submitLabel,
  path,
  stale,
  children,
  onClose,
}: {
  secret: Secret;
  title: string;
  submitLabel: string;
  path: string;
  /** The query keys to refetch afterwards. */
  stale: unknown[][];
  children: string;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => request(`${path}/${secret.id}`, { method: "DELETE" }),
    async onSuccess() {
      await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
      onClose();
    },
  });
  return (
    <FormDialog
      title={title}
      submitLabel={submitLabel}
      danger
      sending={end}
      onSubmit={() => end.mutate()}
      onClose={onClose}
    >
      <Text size="sm">{children}</Text>
    </FormDialog>
  );
}
