import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../../api/request.ts";
import type { Role } from "../../../api/shapes.ts";
import { EndsInput } from "../../../ui/ends-input.tsx";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { ShownOnce } from "../access/shown-once.tsx";
import { RoleSelect } from "../users/role-select.tsx";

/** Creates a token or a credential, and shows it once. */
export function NewSecret({
  what,
  path,
  scoped,
  secretOf,
  stale,
  onClose,
}: {
  /** "API token" */
  what: string;
  path: string;
  /** Whether it can be limited to a role. */
  scoped: boolean;
  secretOf: (answer: { token?: string; jwt?: string }) => string | undefined;
  /** The query keys to refetch afterwards. */
  stale: unknown[][];
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const [label, setLabel] = useState("");
  const [scope, setScope] = useState<Role | null>(null);
  const [expiresAt, setEnd] = useState<string | null>(null);
  const create = useMutation({
    mutationFn: () =>
      request<{ token?: string; jwt?: string }>(path, {
        method: "POST",
        body: { label: label.trim(), expiresAt, ...(scoped && scope ? { scope } : {}) },
      }),
    onSuccess: async () => {
      await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  const secret = create.data && secretOf(create.data);
  if (secret !== undefined)
    return (
      <ShownOnce
        title={`Your new ${what}`}
        warning="Copy it now. It is shown only once and can’t be recovered. Anyone who has it can act as you."
        values={{ [what]: secret }}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      title={`New ${what}`}
      submitLabel={`Create ${what}`}
      disabled={label.trim() === ""}
      sending={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Label"
        description="What it is for, so you can recognize it later"
        required
        maxLength={255}
        data-autofocus
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
      {scoped && <RoleSelect label="Maximum role" none="Same as yours" value={scope} onChange={setScope} />}
      <EndsInput label="Expires" never="Leave empty for never" value={expiresAt} onChange={setEnd} />
    </FormDialog>
  );
}
