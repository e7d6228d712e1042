import { Button, Table, Text } from "@mantine/core";
import { useState } from "react";
import type { Role } from "../../api/shapes.ts";
import { When } from "../../ui/when.tsx";
import { roleInWords } from "./role-select.tsx";

/** What signs in for somebody: a token or a credential, without its secret. */
export interface Secret {
  id: string;
  label: string;
  /** Its beginning. */
  hint?: string;
  /** Whose it is, where there are several people's. */
  email?: string;
  /** The highest role it may use; null: its user's. */
  scope?: Role | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

/** Each with what may be told of it, and how to end it. */
export function SecretTable({
  secrets,
  none,
  ends,
  Ending,
}: {
  secrets: Secret[];
  none: string;
  /** "Delete" or "Revoke" */
  ends: string;
  Ending: (props: { secret: Secret; onClose: () => void }) => React.ReactNode;
}) {
  const [ended, setEnded] = useState<Secret>();
  if (secrets.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  const [{ email: owned, scope: scoped } = {}] = secrets as Partial<Secret>[];
  return (
    <div className="fit">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Label</Table.Th>
            {owned !== undefined && <Table.Th>Of</Table.Th>}
            {scoped !== undefined && <Table.Th>May at most</Table.Th>}
            <Table.Th className="only-wide">Made</Table.Th>
            <Table.Th className="only-wide">Last used</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th>
              <span className="sr-only">What can be done</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {secrets.map((secret) => (
            <Table.Tr key={secret.id}>
              <Table.Td>
                {secret.label || "without a label"}
                {secret.hint && (
                  <Text size="xs" c="dimmed" className="secret">
                    {secret.hint}
                  </Text>
                )}
              </Table.Td>
              {owned !== undefined && <Table.Td>{secret.email}</Table.Td>}
              {scoped !== undefined && <Table.Td>{secret.scope ? roleInWords(secret.scope) : "as its user"}</Table.Td>}
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
                  aria-label={`${ends} ${secret.label || secret.hint || secret.id}`}
                  onClick={() => setEnded(secret)}
                >
                  {ends}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {ended && <Ending secret={ended} onClose={() => setEnded(undefined)} />}
    </div>
  );
}
