import { Button, Table, Text } from "@mantine/core";
import { useState } from "react";
import type { Role } from "../../../api/shapes.ts";
import { When } from "../../../words/when.tsx";
import { roleInWords } from "../users/role-select.tsx";

/** A token or a credential, without its secret. */
export interface Secret {
  id: string;
  label: string;
  /** The first characters of the secret. */
  hint?: string;
  /** The owner, in a table of several users' tokens. */
  email?: string;
  /** The highest role it may use; null if it is not limited. */
  scope?: Role | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

/** A table of tokens or credentials, each with a button to delete or revoke it. */
export function SecretTable({
  secrets,
  none,
  endLabel,
  EndDialog,
}: {
  secrets: Secret[];
  none: string;
  /** "Delete" or "Revoke" */
  endLabel: string;
  EndDialog: (props: { secret: Secret; onClose: () => void }) => React.ReactNode;
}) {
  const [ending, setEnding] = useState<Secret>();
  if (secrets.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  // All rows come from one source, so the first one tells which optional columns there are.
  const [{ email: owned, scope: scoped } = {}] = secrets as Partial<Secret>[];
  return (
    <div className="fit">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Label</Table.Th>
            {owned !== undefined && <Table.Th>User</Table.Th>}
            {scoped !== undefined && <Table.Th>Maximum role</Table.Th>}
            <Table.Th className="only-wide">Created</Table.Th>
            <Table.Th className="only-wide">Last used</Table.Th>
            <Table.Th>Expires</Table.Th>
            <Table.Th>
              <span className="sr-only">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {secrets.map((secret) => (
            <Table.Tr key={secret.id}>
              <Table.Td>
                {secret.label || "No label"}
                {secret.hint && (
                  <Text size="xs" c="dimmed" className="secret">
                    {secret.hint}
                  </Text>
                )}
              </Table.Td>
              {owned !== undefined && <Table.Td>{secret.email}</Table.Td>}
              {scoped !== undefined && <Table.Td>{secret.scope ? roleInWords(secret.scope) : "same as user"}</Table.Td>}
              <Table.Td className="only-wide">
                <When at={secret.createdAt} />
              </Table.Td>
              <Table.Td className="only-wide">{secret.lastUsedAt ? <When at={secret.lastUsedAt} /> : "never"}</Table.Td>
              <Table.Td>{secret.expiresAt ? <When at={secret.expiresAt} /> : "never"}</Table.Td>
              <Table.Td ta="right">
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="red"
                  aria-label={`${endLabel} ${secret.label || secret.hint || secret.id}`}
                  onClick={() => setEnding(secret)}
                >
                  {endLabel}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {ending && <EndDialog secret={ending} onClose={() => setEnding(undefined)} />}
    </div>
  );
}
