import { Group, PasswordInput, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { me } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Role, User } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { users } from "./queries.ts";
import { RoleSelect } from "./role-select.tsx";

interface UserFormValues {
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  enabled: boolean;
  password: string;
}

/** A new user, or another role, name or password of one. Of who is at home elsewhere only the role can be changed. */
export function UserForm({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const { accountId, person } = useHere();
  const { say } = useActing();
  const queries = useQueryClient();
  const before: UserFormValues = {
    email: user?.email ?? "",
    firstName: user?.firstName ?? "",
    lastName: user?.lastName ?? "",
    role: user?.role ?? "viewer",
    enabled: user?.enabled ?? true,
    password: "",
  };
  const [given, setGiven] = useState(before);
  const [elsewhere, setElsewhere] = useState(false);
  const set = (change: Partial<UserFormValues>) => setGiven({ ...given, ...change });
  const atHome = user ? user.homeAccountId === accountId : !elsewhere;
  const changed = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== before[name as keyof UserFormValues]),
  );
  const { email, firstName, lastName, role, password } = given;
  const path = `/accounts/${accountId}/users`;
  const save = useMutation({
    mutationFn: () =>
      user
        ? request<User>(`${path}/${user.userId}`, { method: "PATCH", body: changed })
        : request<User>(path, {
            method: "POST",
            body: elsewhere ? { email, role } : { email: email.trim(), firstName, lastName, role, password },
          }),
    async onSuccess({ email: name }) {
      say(user ? `${name} is changed; it counts at once.` : `${name} can sign in here.`);
      onClose();
      await queries.invalidateQueries({ queryKey: users(accountId).queryKey });
      if (user?.userId === person.userId) await queries.invalidateQueries({ queryKey: me.queryKey });
    },
  });
  const complete = user ? Object.keys(changed).length > 0 : email.trim() !== "" && (elsewhere || password.length >= 8);
  return (
    <FormDialog
      title={user ? `Change ${user.email}` : "New user"}
      does={user ? "Save" : "Make the user"}
      disabled={!complete}
      sending={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {!user && (
        <Switch
          label="Is a user of another account of yours already"
          checked={elsewhere}
          onChange={({ currentTarget }) => setElsewhere(currentTarget.checked)}
        />
      )}
      {user && !atHome && (
        <Text size="sm" c="dimmed">
          This user is at home in another account, where name and password are changed.
        </Text>
      )}
      {(atHome || !user) && (
        <TextInput
          label="Mail address"
          description="The name to sign in with"
          type="email"
          required
          autoComplete="off"
          maxLength={320}
          value={email}
          onChange={({ currentTarget }) => set({ email: currentTarget.value })}
        />
      )}
      {atHome && (
        <Group grow>
          <TextInput
            label="First name"
            maxLength={255}
            value={firstName}
            onChange={({ currentTarget }) => set({ firstName: currentTarget.value })}
          />
          <TextInput
            label="Last name"
            maxLength={255}
            value={lastName}
            onChange={({ currentTarget }) => set({ lastName: currentTarget.value })}
          />
        </Group>
      )}
      <RoleSelect label="Role" value={role} onChange={(value) => value && set({ role: value })} />
      {atHome && (
        <PasswordInput
          label={user ? "New password" : "Password"}
          description={
            user
              ? "Of at least 8 characters; empty: it stays as it is. Another one ends their sessions."
              : "Of at least 8 characters; hand it over yourself, no mail is sent."
          }
          required={!user}
          minLength={8}
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget }) => set({ password: currentTarget.value })}
        />
      )}
      {user && atHome && (
        <Switch
          label="May sign in"
          checked={given.enabled}
          onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
        />
      )}
    </FormDialog>
  );
}
