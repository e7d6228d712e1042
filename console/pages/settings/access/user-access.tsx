import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../../api/request.ts";
import type { User } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { useActing } from "../../../frame/use-acting.ts";
import { errorInWords } from "../../../ui/problem.tsx";
import { users } from "../queries.ts";
import { LinkToPassOn } from "./invite-user.tsx";

/** What an administrator can do for a user who can't sign in: send a link, or reset the second factor. */
export function UserAccess({ user }: { user: User }) {
  const { accountId } = useHere();
  const { showMessage } = useActing();
  const queries = useQueryClient();
  const path = `/accounts/${accountId}/users/${user.userId}`;
  const send = useMutation({
    mutationFn: () => request<{ link: string | null }>(`${path}/password-link`, { method: "POST" }),
    onSuccess: ({ link }) => link === null && showMessage(`Mailed a link to ${user.email}. It works for an hour.`),
  });
  const reset = useMutation({
    mutationFn: () => request(`${path}/second-factor`, { method: "DELETE" }),
    async onSuccess() {
      showMessage(`${user.email} signs in without a second factor now.`);
      await queries.invalidateQueries({ queryKey: users(accountId).queryKey });
    },
  });
  const error = send.error ?? reset.error;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        Can’t sign in?
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={!user.enabled}
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          {user.hasPassword ? "Send a link to choose a new password" : "Send another invitation"}
        </Button>
        {user.secondFactor && !reset.isSuccess && (
          <Button size="xs" variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>
            Reset second factor
          </Button>
        )}
      </Group>
      {error && (
        <Text size="sm" c="red" role="alert">
          {errorInWords(error)}
        </Text>
      )}
      {send.data?.link && <LinkToPassOn email={user.email} link={send.data.link} onClose={() => send.reset()} />}
    </Stack>
  );
}
