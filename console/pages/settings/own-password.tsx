import { Alert, Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, request } from "../../api/request.ts";
import { useHere } from "../../frame/account.ts";
import { wordsOf } from "../../ui/problem.tsx";

const nothing = { current: "", wanted: "", again: "" };

export function OwnPassword() {
  const { person } = useHere();
  const [typed, setTyped] = useState(nothing);
  const change = useMutation({
    mutationFn: () =>
      request("/users/me/password", {
        method: "PUT",
        body: { currentPassword: typed.current, newPassword: typed.wanted },
      }),
    onSuccess: () => setTyped(nothing),
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
        {/* For whatever keeps passwords. */}
        <input type="email" name="email" autoComplete="username" value={person.email} readOnly hidden />
        <PasswordInput
          label="Your password now"
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
          label="New password again"
          autoComplete="new-password"
          required
          error={differs && "This is another one."}
          value={typed.again}
          onChange={({ currentTarget }) => setTyped({ ...typed, again: currentTarget.value })}
        />
        {change.isError && (
          <Alert color="red" variant="light" role="alert">
            {change.error instanceof ApiError && change.error.code === "SIGN_IN_FAILED"
              ? "That is not your password now."
              : wordsOf(change.error)}{" "}
            It stays as it was.
          </Alert>
        )}
        {change.isSuccess && (
          <Alert color="accent" variant="light" role="status">
            Your password is changed, and your other sessions have ended.
          </Alert>
        )}
        <Text size="xs" c="dimmed">
          Your tokens and credentials go on.
        </Text>
        <Group>
          <Button type="submit" disabled={!complete} loading={change.isPending}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
