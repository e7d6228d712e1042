import { Alert, Button, Checkbox, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, request } from "../../../api/request.ts";
import type { EndedCredentials } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { errorInWords } from "../../../ui/problem.tsx";
import { credentialsInWords, passwordRules, refusalInWords, shortestPassword } from "../../../words/password-words.ts";

const empty = { current: "", wanted: "", again: "", keeps: false };

/** Changes the user's own password, which ends the user's other sessions and, unless kept, tokens and credentials. */
export function OwnPassword() {
  const { person } = useHere();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(empty);
  const change = useMutation({
    mutationFn: () =>
      request<EndedCredentials>("/users/me/password", {
        method: "PUT",
        body: { currentPassword: typed.current, newPassword: typed.wanted, keepCredentials: typed.keeps },
      }),
    async onSuccess() {
      setTyped(empty);
      await queries.invalidateQueries();
    },
  });
  const differs = typed.again !== "" && typed.again !== typed.wanted;
  const complete = typed.current !== "" && typed.wanted.length >= shortestPassword && typed.again === typed.wanted;
  return (
    <form
      className="card narrow"
      aria-label="Your password"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) change.mutate();
      }}
    >
      <Stack gap="md">
        {/* Password managers need a username field to update the saved password. */}
        <input type="email" name="email" autoComplete="username" value={person.email} readOnly hidden />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          value={typed.current}
          onChange={({ currentTarget }) => setTyped({ ...typed, current: currentTarget.value })}
        />
        <PasswordInput
          label="New password"
          description={passwordRules}
          autoComplete="new-password"
          required
          minLength={shortestPassword}
          value={typed.wanted}
          onChange={({ currentTarget }) => setTyped({ ...typed, wanted: currentTarget.value })}
        />
        <PasswordInput
          label="Confirm new password"
          autoComplete="new-password"
          required
          error={differs && "The passwords don’t match."}
          value={typed.again}
          onChange={({ currentTarget }) => setTyped({ ...typed, again: currentTarget.value })}
        />
        {change.isError && (
          <Alert color="red" variant="light" role="alert">
            {change.error instanceof ApiError && change.error.code === "SIGN_IN_FAILED"
              ? "The current password is wrong."
              : refusalInWords(errorInWords(change.error))}{" "}
            Your password wasn’t changed.
          </Alert>
        )}
        {change.isSuccess && (
          <Alert color="accent" variant="light" role="status">
            Your password was changed. Ended: {credentialsInWords(change.data.ended)}. Still working:{" "}
            {credentialsInWords(change.data.kept)}.
          </Alert>
        )}
        <Checkbox
          label="Keep my API tokens and JWT credentials"
          description="Otherwise they end, and programs that use them lose access. Your other sessions end in any case."
          checked={typed.keeps}
          onChange={({ currentTarget }) => setTyped({ ...typed, keeps: currentTarget.checked })}
        />
        <Group>
          <Button type="submit" disabled={!complete} loading={change.isPending}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
