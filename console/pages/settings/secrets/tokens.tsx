import { Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiToken } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { Problem } from "../../../ui/problem.tsx";
import { accountTokens, ownTokens } from "../queries.ts";
import { EndSecret } from "./end-secret.tsx";
import { NewSecret } from "./new-secret.tsx";
import { type Secret, SecretTable } from "./secret-table.tsx";

/** The user's own API tokens and, for administrators, those of all users whose home account this is. */
export function Tokens() {
  const { accountId, can } = useHere();
  const { data, error, refetch } = useQuery(ownTokens);
  const [creating, setCreating] = useState(false);
  const stale = [[...ownTokens.queryKey], [...accountTokens(accountId).queryKey]];
  return (
    <>
      <section className="card" aria-label="Your API tokens">
        <Group justify="space-between" mb="xs">
          <Title order={2} fz="sm">
            Your API tokens
          </Title>
          <Button size="xs" onClick={() => setCreating(true)}>
            New token…
          </Button>
        </Group>
        <Text size="sm" c="dimmed" mb="xs">
          Programs send a token as <code>Authorization: Bearer</code> and act as you on all your accounts.
        </Text>
        {error && !data && <Problem error={error} what="Your tokens" retry={refetch} />}
        {!data && !error && <Skeleton h={100} />}
        {data && (
          <SecretTable
            secrets={data.map(secretOf)}
            none="No tokens yet"
            endLabel="Delete"
            EndDialog={(props) => <EndToken {...props} path="/tokens" stale={stale} />}
          />
        )}
      </section>
      {can("admin") && <AccountTokens stale={stale} />}
      {creating && (
        <NewSecret
          what="API token"
          path="/tokens"
          scoped
          secretOf={({ token }) => token}
          stale={stale}
          onClose={() => setCreating(false)}
        />
      )}
    </>
  );
}

function AccountTokens({ stale }: { stale: unknown[][] }) {
  const { accountId } = useHere();
  const { data, error, refetch } = useQuery(accountTokens(accountId));
  return (
    <section className="card" aria-label="API tokens of the account">
      <Title order={2} fz="sm" mb="xs">
        API tokens of all users with this home account
      </Title>
      {error && !data && <Problem error={error} what="The account’s tokens" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {data && (
        <SecretTable
          secrets={data.map((token) => ({ ...secretOf(token), email: token.email }))}
          none="No user has a token yet"
          endLabel="Delete"
          EndDialog={(props) => <EndToken {...props} path={`/accounts/${accountId}/tokens`} stale={stale} />}
        />
      )}
    </section>
  );
}

const secretOf = ({ tokenId, token, label, scope, createdAt, expiresAt, lastUsedAt }: ApiToken): Secret => ({
  id: String(tokenId),
  hint: token,
  label,
  scope,
  createdAt,
  expiresAt,
  lastUsedAt,
});

function EndToken(props: { secret: Secret; path: string; stale: unknown[][]; onClose: () => void }) {
  return (
    <EndSecret {...props} title={`Delete the token ${props.secret.label}`} submitLabel="Delete token">
      Programs that use this token lose access immediately.
    </EndSecret>
  );
}
