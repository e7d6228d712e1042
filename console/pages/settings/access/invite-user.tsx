import { Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../../api/request.ts";
import type { Role } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { users } from "../queries.ts";
import { RoleSelect } from "../users/role-select.tsx";
import { ShownOnce } from "./shown-once.tsx";

/** Invites a user, who chooses a password by a link: in an email, or else for the administrator to pass on. */
export function InviteUser({ onClose }: { onClose: () => void }) {
  const { accountId } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [firstName, setFirstName] = useState("");
  const [lastName, setLastName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const invite = useMutation({
    mutationFn: () =>
      request<{ email: string; link: string | null }>(`/accounts/${accountId}/invitations`, {
        method: "POST",
        body: { email: email.trim(), firstName, lastName, role },
      }),
    async onSuccess({ email: to, link }) {
      await queries.invalidateQueries({ queryKey: users(accountId).queryKey });
      if (link !== null) return;
      showMessage(`Invited ${to}. The link in the email works for an hour.`);
      onClose();
    },
  });
  if (invite.data?.link) return <LinkToPassOn email={invite.data.email} link={invite.data.link} onClose={onClose} />;
  return (
    <FormDialog
      title="Invite a user"
      submitLabel="Invite"
      disabled={email.trim() === ""}
      sending={invite}
      onSubmit={() => invite.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Email"
        description="Used to sign in. The user chooses a password by a link that works for an hour."
        type="email"
        required
        autoComplete="off"
        maxLength={320}
        data-autofocus
        value={email}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <Group grow>
        <TextInput
          label="First name"
          maxLength={255}
          value={firstName}
          onChange={({ currentTarget }) => setFirstName(currentTarget.value)}
        />
        <TextInput
          label="Last name"
          maxLength={255}
          value={lastName}
          onChange={({ currentTarget }) => setLastName(currentTarget.value)}
        />
      </Group>
      <RoleSelect label="Role" value={role} onChange={(value) => value && setRole(value)} />
    </FormDialog>
  );
}

/** The link of an invitation or for a forgotten password, if there is no mail server. */
export function LinkToPassOn({ email, link, onClose }: { email: string; link: string; onClose: () => void }) {
  return (
    <ShownOnce
      title={`Link for ${email}`}
      warning="This server sends no email. Copy the link and pass it on yourself. It works once, within an hour, and whoever has it can choose the password."
      values={{ Link: link }}
      onClose={onClose}
    />
  );
}
