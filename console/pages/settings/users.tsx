import { Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/request.ts";
import type { User } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { Problem } from "../../ui/problem.tsx";
import { When } from "../../ui/when.tsx";
import { users } from "./queries.ts";
import { roleInWords } from "./role-select.tsx";
import { UserForm } from "./user-form.tsx";

const nameOf = ({ firstName, lastName, email }: Pick<User, "firstName" | "lastName" | "email">) =>
  `${firstName} ${lastName}`.trim() || email;

/** Who has a role on the account. */
export function Users() {
  const { accountId, person } = useHere();
  const { data, error, refetch } = useQuery(users(accountId));
  const [changed, setChanged] = useState<User | "new">();
  const [removed, setRemoved] = useState<User>();
  if (error && !data) return <Problem error={error} what="The users" retry={refetch} />;
  return (
    <section className="card" aria-label="Users">
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed">
          {data ? `${data.length} ${data.length === 1 ? "person has" : "people have"} a role on this account.` : " "}
        </Text>
        <Button size="xs" onClick={() => setChanged("new")}>
          New user…
        </Button>
      </Group>
      {data ? (
        <div className="fit">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th className="only-wide">Mail address</Table.Th>
                <Table.Th>Role</Table.Th>
                <Table.Th className="only-wide">Since</Table.Th>
                <Table.Th>
                  <span className="sr-only">What can be done</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((user) => (
                <Table.Tr key={user.userId}>
                  <Table.Td>
                    {nameOf(user)}
                    {user.userId === person.userId && " (you)"}
                    {!user.enabled && (
                      <Text span size="xs" c="dimmed">
                        {" may not sign in"}
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
                        aria-label={`Change ${user.email}`}
                        onClick={() => setChanged(user)}
                      >
                        Change
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        color="red"
                        aria-label={`Remove ${user.email}`}
                        onClick={() => setRemoved(user)}
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
      {changed && <UserForm user={changed === "new" ? undefined : changed} onClose={() => setChanged(undefined)} />}
      {removed && <RemoveUser user={removed} onClose={() => setRemoved(undefined)} />}
    </section>
  );
}

function RemoveUser({ user, onClose }: { user: User; onClose: () => void }) {
  const { accountId } = useHere();
  const { say } = useActing();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => request(`/accounts/${accountId}/users/${user.userId}`, { method: "DELETE" }),
    async onSuccess() {
      say(`${user.email} has no role here any more.`);
      onClose();
      await queries.invalidateQueries({ queryKey: users(accountId).queryKey });
    },
  });
  return (
    <FormDialog
      title={`Remove ${nameOf(user)}`}
      does="Remove the user"
      danger
      sending={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">
        {user.homeAccountId === accountId
          ? "The user is deleted, with sessions, tokens and credentials; what signs in with those stops at once. What they did stays on record, and what they shared stays shared."
          : "The user loses the role on this account, and stays a user of their own one."}
      </Text>
    </FormDialog>
  );
}
