import { Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { JwtCredential } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { Problem } from "../../../ui/problem.tsx";
import { accountCredentials, credentials } from "../queries.ts";
import { EndSecret } from "./end-secret.tsx";
import { NewSecret } from "./new-secret.tsx";
import { type Secret, SecretTable } from "./secret-table.tsx";

/**
 * The user's JWT credentials, which sign RingCentral clients in instead of a password. For administrators also those of
 * all users whose home account this is.
 */
export function Credentials() {
  const { accountId, can } = useHere();
  const stale = [[...credentials.queryKey], [...accountCredentials(accountId).queryKey]];
  return (
    <>
      <OwnCredentials stale={stale} />
      {can("admin") && <AccountCredentials stale={stale} />}
    </>
  );
}

function OwnCredentials({ stale }: { stale: unknown[][] }) {
  const { data, error, refetch } = useQuery(credentials);
  const [creating, setCreating] = useState(false);
  return (
    <section className="card" aria-label="Your JWT credentials">
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm">
          Your JWT credentials
        </Title>
        <Button size="xs" onClick={() => setCreating(true)}>
          New credential…
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        RingCentral clients can use a credential to sign in as you with the JWT grant, without your password.
      </Text>
      {error && !data && <Problem error={error} what="Your credentials" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {data && (
        <SecretTable
          secrets={data.map(secretOf)}
          none="No credentials yet"
          endLabel="Revoke"
          EndDialog={(props) => <EndCredential {...props} path="/jwt-credentials" stale={stale} />}
        />
      )}
      {creating && (
        <NewSecret
          what="JWT credential"
          path="/jwt-credentials"
          scoped={false}
          secretOf={({ jwt }) => jwt}
          stale={stale}
          onClose={() => setCreating(false)}
        />
      )}
    </section>
  );
}

function AccountCredentials({ stale }: { stale: unknown[][] }) {
  const { accountId } = useHere();
  const { data, error, refetch } = useQuery(accountCredentials(accountId));
  return (
    <section className="card" aria-label="JWT credentials of the account">
      <Title order={2} fz="sm" mb="xs">
        JWT credentials of all users with this home account
      </Title>
      {error && !data && <Problem error={error} what="The account’s credentials" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {data && (
        <SecretTable
          secrets={data.map((credential) => ({ ...secretOf(credential), email: credential.email }))}
          none="No user has a credential yet"
          endLabel="Revoke"
          EndDialog={(props) => (
            <EndCredential {...props} path={`/accounts/${accountId}/jwt-credentials`} stale={stale} />
          )}
        />
      )}
    </section>
  );
}

const secretOf = ({ jwtId, label, createdAt, expiresAt, lastUsedAt }: JwtCredential): Secret => ({
  id: jwtId,
  label,
  createdAt,
  expiresAt,
  lastUsedAt,
});

function EndCredential(props: { secret: Secret; path: string; stale: unknown[][]; onClose: () => void }) {
  return (
    <EndSecret {...props} title={`Revoke the credential ${props.secret.label}`} submitLabel="Revoke credential">
      It can no longer be used to sign in. Sessions already opened with it continue until they expire or are ended.
    </EndSecret>
  );
}
