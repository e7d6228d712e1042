import { Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../../api/request.ts";
import type { User } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { Problem } from "../../../ui/problem.tsx";
import { When } from "../../../words/when.tsx";
import { InviteUser } from "../access/invite-user.tsx";
import { users } from "../queries.ts";
import { EndCredentials } from "../secrets/end-credentials.tsx";
import { roleInWords } from "./role-select.tsx";
import { UserForm } from "./user-form.tsx";

const nameOf = ({ firstName, lastName, email }: Pick<User, "firstName" | "lastName" | "email">) =>
  `${firstName} ${lastName}`.trim() || email;

/** The users with a role on the account. */
export function Users() {
  const { accountId, person } = useHere();
  const { data, error, refetch } = useQuery(users(accountId));
  const [editing, setEditing] = useState<User | "new">();
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<User>();
  const [signingOut, setSigningOut] = useState<User>();
  if (error && !data) return <Problem error={error} what="The users" retry={refetch} />;
  return (
    <section className="card" aria-label="Users">
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed">
          {data ? `${data.length} ${data.length === 1 ? "person has" : "people have"} a role on this account.` : " "}
        </Text>
        <Group gap="xs">
          <Button size="xs" onClick={() => setInviting(true)}>
            Invite…
          </Button>
          <Button size="xs" variant="default" onClick={() => setEditing("new")}>
            New user…
          </Button>
        </Group>
      </Group>
      {data ? (
        <div className="fit">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th className="only-wide">Email</Table.Th>
                <Table.Th>Role</Table.Th>
                <Table.Th className="only-wide">Since</Table.Th>
                <Table.Th>
                  <span className="sr-only">Actions</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((user) => (
                <Table.Tr key={user.userId}>
                  <Table.Td>
                    {nameOf(user)}
                    {user.userId === person.userId && " (you)"}
                    {user.secondFactor && (
                      <Text span size="xs" c="dimmed">
                        {" second factor"}
                      </Text>
                    )}
                    {!user.enabled && (
                      <Text span size="xs" c="dimmed">
                        {" can’t sign in"}
                      </Text>
                    )}
                    <Text size="xs" c="dimmed" className="only-phone">
                      {user.email}
                    </Text>
                  </Table.Td>
                  <Table.Td className="only-wide">{user.email}</Table.Td>
                  <Table.Td>{roleInWords(user.role)}</Table.Td>
                  <Table.Td className="only-wide">
                    <When at={user.createdAt} />
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4} justify="end">
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        aria-label={`Edit ${user.email}`}
                        onClick={() => setEditing(user)}
                      >
                        Edit
                      </Button>
                      {user.homeAccountId === accountId && (
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          aria-label={`Sign out ${user.email}`}
                          onClick={() => setSigningOut(user)}
                        >
                          Sign out
                        </Button>
                      )}
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        color="red"
                        aria-label={`Remove ${user.email}`}
                        onClick={() => setRemoving(user)}
                      >
                        Remove
                      </Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      ) : (
        <Skeleton h={160} />
      )}
      {inviting && <InviteUser onClose={() => setInviting(false)} />}
      {editing && <UserForm user={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
      {signingOut && <EndCredentials user={signingOut} onClose={() => setSigningOut(undefined)} />}
      {removing && <RemoveUser user={removing} onClose={() => setRemoving(undefined)} />}
    </section>
  );
}

function RemoveUser({ user, onClose }: { user: User; onClose: () => void }) {
  const { accountId } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request(`/accounts/${accountId}/users/${user.userId}`, { method: "DELETE" }),
    async onSuccess() {
      showMessage(`Removed ${user.email} from this account.`);
      onClose();
      await queries.invalidateQueries({ queryKey: users(accountId).queryKey });
    },
  });
  return (
    <FormDialog
      title={`Remove ${nameOf(user)}`}
      submitLabel="Remove user"
      danger
      sending={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        {user.homeAccountId === accountId
          ? "This deletes the user with all sessions, tokens, and credentials; programs that use them lose access immediately. Records of what the user did, and searches the user shared, are kept."
          : "The user loses access to this account, but keeps their home account."}
      </Text>
    </FormDialog>
  );
}
