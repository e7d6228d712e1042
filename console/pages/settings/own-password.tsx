import { Alert, Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, request } from "../../api/request.ts";
import { useHere } from "../../frame/account.ts";
import { errorInWords } from "../../ui/problem.tsx";

const empty = { current: "", wanted: "", again: "" };

/** Changes the user's own password. This ends the user's other sessions. */
export function OwnPassword() {
  const { person } = useHere();
  const [typed, setTyped] = useState(empty);
  const change = useMutation({
    mutationFn: () =>
      request("/users/me/password", {
        method: "PUT",
        body: { currentPassword: typed.current, newPassword: typed.wanted },
      }),
    onSuccess: () => setTyped(empty),
  });
  const differs = typed.again !== "" && typed.again !== typed.wanted;
  const complete = typed.current !== "" && typed.wanted.length >= 8 && typed.again === typed.wanted;
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
          description="At least 8 characters"
          autoComplete="new-password"
          required
          minLength={8}
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
              : errorInWords(change.error)}{" "}
            Your password wasn’t changed.
          </Alert>
        )}
        {change.isSuccess && (
          <Alert color="accent" variant="light" role="status">
            Your password was changed, and you were signed out everywhere else.
          </Alert>
        )}
        <Text size="xs" c="dimmed">
          Your API tokens and JWT credentials keep working.
        </Text>
        <Group>
          <Button type="submit" disabled={!complete} loading={change.isPending}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
