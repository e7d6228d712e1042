import { Button, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../../api/request.ts";
import type { Session } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { When } from "../../../words/when.tsx";
import { accountSessions, ownSessions } from "../queries.ts";

const kindInWords = ({ kind, clientId }: Session) => (kind === "rc" ? `API client ${clientId ?? ""}` : "Sign-in");

/** Sessions, each with a button to end it. `path` is the collection to delete from. */
export function SessionTable({
  sessions,
  path,
  showsUsers = false,
}: {
  sessions: Session[];
  path: string;
  showsUsers?: boolean;
}) {
  const [ending, setEnding] = useState<Session>();
  if (sessions.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nobody is signed in
      </Text>
    );
  return (
    <div className="fit">
      <Table>
        <Table.Thead>
          <Table.Tr>
            {showsUsers && <Table.Th className="only-wide">User</Table.Th>}
            <Table.Th>From</Table.Th>
            <Table.Th className="only-wide">Signed in</Table.Th>
            <Table.Th>Last active</Table.Th>
            <Table.Th className="only-wide">Expires</Table.Th>
            <Table.Th>
              <span className="sr-only">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sessions.map((session) => (
            <Table.Tr key={session.sessionId}>
              {showsUsers && <Table.Td className="only-wide">{session.email}</Table.Td>}
              <Table.Td>
                {showsUsers && (
                  <Text size="sm" className="only-phone">
                    {session.email}
                  </Text>
                )}
                {session.address ?? "Unknown address"}
                <Text size="xs" c="dimmed">
                  {kindInWords(session)}
                </Text>
              </Table.Td>
              <Table.Td className="only-wide">
                <When at={session.createdAt} />
              </Table.Td>
              <Table.Td>
                <When at={session.lastRenewedAt} />
              </Table.Td>
              <Table.Td className="only-wide">
                <When at={session.expiresAt} />
              </Table.Td>
              <Table.Td ta="right">
                {session.current ? (
                  <Text size="sm" c="dimmed">
                    this one
                  </Text>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    color="red"
                    aria-label={`End the session of ${session.email} from ${session.address ?? "an unknown address"}`}
                    onClick={() => setEnding(session)}
                  >
                    End
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {ending && <EndSession session={ending} path={path} onClose={() => setEnding(undefined)} />}
    </div>
  );
}

function EndSession({ session, path, onClose }: { session: Session; path: string; onClose: () => void }) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => request(`${path}/${session.sessionId}`, { method: "DELETE" }),
    async onSuccess() {
      onClose();
      await queries.invalidateQueries({ queryKey: ownSessions.queryKey });
      await queries.invalidateQueries({ queryKey: accountSessions(accountId).queryKey });
    },
  });
  return (
    <FormDialog
      title={`End a session of ${session.email}`}
      submitLabel="End session"
      danger
      sending={end}
      onSubmit={() => end.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        The session from {session.address ?? "an unknown address"} is signed out immediately. The user can sign in
        again.
      </Text>
    </FormDialog>
  );
}
