import { Checkbox, Group, PasswordInput, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { me } from "../../../api/queries.ts";
import { request } from "../../../api/request.ts";
import type { ChangedUser, Role, User } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { credentialsInWords, passwordRules, shortestPassword } from "../../../words/password-words.ts";
import { UserAccess } from "../access/user-access.tsx";
import { users } from "../queries.ts";
import { RoleSelect } from "./role-select.tsx";

interface UserFormValues {
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  enabled: boolean;
  password: string;
  keepCredentials: boolean;
}

/** Creates or edits a user. If the user's home account is another one, only the role can be changed here. */
export function UserForm({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const { accountId, person } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const before: UserFormValues = {
    email: user?.email ?? "",
    firstName: user?.firstName ?? "",
    lastName: user?.lastName ?? "",
    role: user?.role ?? "viewer",
    enabled: user?.enabled ?? true,
    password: "",
    keepCredentials: false,
  };
  const [values, setValues] = useState(before);
  const [elsewhere, setElsewhere] = useState(false);
  const set = (change: Partial<UserFormValues>) => setValues({ ...values, ...change });
  const isHome = user ? user.homeAccountId === accountId : !elsewhere;
  const changed = Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== before[name as keyof UserFormValues]),
  );
  // The server takes it only with a password.
  const edits = changed.password === undefined ? { ...changed, keepCredentials: undefined } : changed;
  const { email, firstName, lastName, role, password, keepCredentials } = values;
  const path = `/accounts/${accountId}/users`;
  const save = useMutation({
    mutationFn: () =>
      user
        ? request<ChangedUser>(`${path}/${user.userId}`, { method: "PATCH", body: edits })
        : request<ChangedUser>(path, {
            method: "POST",
            body: elsewhere ? { email, role } : { email: email.trim(), firstName, lastName, role, password },
          }),
    async onSuccess({ email: name, credentials }) {
      const ended = credentials ? ` Ended ${credentialsInWords(credentials.ended)}.` : "";
      showMessage(user ? `Saved ${name}. Changes take effect immediately.${ended}` : `${name} can now sign in.`);
      onClose();
      await queries.invalidateQueries({ queryKey: users(accountId).queryKey });
      if (user?.userId === person.userId) await queries.invalidateQueries({ queryKey: me.queryKey });
    },
  });
  const complete = user
    ? Object.values(edits).some((value) => value !== undefined) &&
      (password === "" || password.length >= shortestPassword)
    : email.trim() !== "" && (elsewhere || password.length >= shortestPassword);
  return (
    <FormDialog
      title={user ? `Edit ${user.email}` : "New user"}
      submitLabel={user ? "Save" : "Create user"}
      disabled={!complete}
      sending={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {!user && (
        <Switch
          label="Add an existing user of another of your accounts"
          checked={elsewhere}
          onChange={({ currentTarget }) => setElsewhere(currentTarget.checked)}
        />
      )}
      {user && !isHome && (
        <Text size="sm" c="dimmed">
          This user’s home account is another one. Name and password can only be changed there.
        </Text>
      )}
      {(isHome || !user) && (
        <TextInput
          label="Email"
          description="Used to sign in"
          type="email"
          required
          autoComplete="off"
          maxLength={320}
          value={email}
          onChange={({ currentTarget }) => set({ email: currentTarget.value })}
        />
      )}
      {isHome && (
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
      {isHome && (
        <PasswordInput
          label={user ? "New password" : "Password"}
          description={
            user
              ? `${passwordRules} Leave empty to keep the current one. A new password signs the user out everywhere.`
              : `${passwordRules} Give it to the user yourself; no email is sent.`
          }
          required={!user}
          minLength={shortestPassword}
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget }) => set({ password: currentTarget.value })}
        />
      )}
      {user && isHome && password !== "" && (
        <Checkbox
          label="Keep API tokens and JWT credentials"
          description="Otherwise they end with the old password, and programs that use them lose access."
          checked={keepCredentials}
          onChange={({ currentTarget }) => set({ keepCredentials: currentTarget.checked })}
        />
      )}
      {user && isHome && (
        <Switch
          label="Can sign in"
          checked={values.enabled}
          onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
        />
      )}
      {user && isHome && <UserAccess user={user} />}
    </FormDialog>
  );
}
