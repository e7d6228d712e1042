import { Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "../../ui/problem.tsx";
import { EndSecret } from "./end-secret.tsx";
import { NewSecret } from "./new-secret.tsx";
import { credentials } from "./queries.ts";
import { SecretTable } from "./secret-table.tsx";

const stale = [[...credentials.queryKey]];

/** The user's JWT credentials. RingCentral clients sign in with them instead of a password. */
export function Credentials() {
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
          secrets={data.map(({ jwtId, ...credential }) => ({ ...credential, id: jwtId }))}
          none="No credentials yet"
          endLabel="Revoke"
          EndDialog={(props) => (
            <EndSecret
              {...props}
              title={`Revoke the credential ${props.secret.label}`}
              submitLabel="Revoke credential"
              path="/jwt-credentials"
              stale={stale}
            >
              It can no longer be used to sign in. Sessions already opened with it continue until they expire.
            </EndSecret>
          )}
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
