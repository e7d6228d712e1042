import { Button, Stack, Text, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Account } from "../api/shapes.ts";
import { useTitle } from "../ui/title.tsx";
import { useHere } from "./account.ts";
import { signOut } from "./sign-out.ts";

/** Shown instead of every page of a closed account. */
export function ClosedAccount({ account }: { account: Account }) {
  useTitle("Account closed");
  const { person } = useHere();
  const navigate = useNavigate();
  const open = person.accounts.filter(({ closedAt }) => !closedAt);
  return (
    <Stack p="xl" align="start" gap="sm" component="main">
      <Title order={1}>{account.accountName} is closed</Title>
      <Text>An administrator of its main account can open it again. Nothing was deleted.</Text>
      {open.map(({ accountId, accountName }) => (
        <Button
          key={accountId}
          variant="default"
          onClick={() => void navigate({ to: "/accounts/$accountId", params: { accountId: String(accountId) } })}
        >
          Go to {accountName}
        </Button>
      ))}
      <Button variant="subtle" onClick={() => void signOut()}>
        Sign out
      </Button>
    </Stack>
  );
}
