import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/request.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import type { Secret } from "./secret-table.tsx";

/** Ends a token or a credential. */
export function EndSecret({
  secret,
  title,
  does,
  path,
  stale,
  children,
  onClose,
}: {
  secret: Secret;
  title: string;
  does: string;
  path: string;
  /** What is to be read again once it has ended. */
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
    <FormDialog title={title} does={does} danger sending={end} onSubmit={() => end.mutate()} onClose={onClose}>
      <Text size="sm">{children}</Text>
    </FormDialog>
  );
}
