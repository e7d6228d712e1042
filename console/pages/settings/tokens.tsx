import { Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiToken } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { Problem } from "../../ui/problem.tsx";
import { EndSecret } from "./end-secret.tsx";
import { NewSecret } from "./new-secret.tsx";
import { accountTokens, ownTokens } from "./queries.ts";
import { type Secret, SecretTable } from "./secret-table.tsx";

/** The person's own API tokens, and for administrators those of everybody at home in the account. */
export function Tokens() {
  const { accountId, can } = useHere();
  const { data, error, refetch } = useQuery(ownTokens);
  const [making, setMaking] = useState(false);
  const stale = [[...ownTokens.queryKey], [...accountTokens(accountId).queryKey]];
  return (
    <>
      <section className="card" aria-label="Your API tokens">
        <Group justify="space-between" mb="xs">
          <Title order={2} fz="sm">
            Yours
          </Title>
          <Button size="xs" onClick={() => setMaking(true)}>
            New token…
          </Button>
        </Group>
        <Text size="sm" c="dimmed" mb="xs">
          A program that sends one as <code>Authorization: Bearer</code> acts for you, on all your accounts.
        </Text>
        {error && !data && <Problem error={error} what="Your tokens" retry={refetch} />}
        {!data && !error && <Skeleton h={100} />}
        {data && (
          <SecretTable
            secrets={data.map(secretOf)}
            none="You have no token yet."
            ends="Delete"
            Ending={(props) => <EndToken {...props} path="/tokens" stale={stale} />}
          />
        )}
      </section>
      {can("admin") && <AccountTokens stale={stale} />}
      {making && (
        <NewSecret
          what="API token"
          path="/tokens"
          scoped
          secretOf={({ token }) => token}
          stale={stale}
          onClose={() => setMaking(false)}
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
        Of everybody at home in this account
      </Title>
      {error && !data && <Problem error={error} what="The account’s tokens" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {data && (
        <SecretTable
          secrets={data.map((token) => ({ ...secretOf(token), email: token.email }))}
          none="Nobody has a token."
          ends="Delete"
          Ending={(props) => <EndToken {...props} path={`/accounts/${accountId}/tokens`} stale={stale} />}
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
    <EndSecret {...props} title={`Delete the token ${props.secret.label}`} does="Delete the token">
      What sends it is refused from now on.
    </EndSecret>
  );
}
