import { Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "../../ui/problem.tsx";
import { EndSecret } from "./end-secret.tsx";
import { NewSecret } from "./new-secret.tsx";
import { credentials } from "./queries.ts";
import { SecretTable } from "./secret-table.tsx";

const stale = [[...credentials.queryKey]];

/** The person's JWT credentials, by which RingCentral's clients sign in without a password. */
export function Credentials() {
  const { data, error, refetch } = useQuery(credentials);
  const [making, setMaking] = useState(false);
  return (
    <section className="card" aria-label="Your JWT credentials">
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm">
          Yours
        </Title>
        <Button size="xs" onClick={() => setMaking(true)}>
          New credential…
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        A RingCentral client that is given one signs in as you through the JWT grant, without your password.
      </Text>
      {error && !data && <Problem error={error} what="Your credentials" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {data && (
        <SecretTable
          secrets={data.map(({ jwtId, ...credential }) => ({ ...credential, id: jwtId }))}
          none="You have no credential yet."
          ends="Revoke"
          Ending={(props) => (
            <EndSecret
              {...props}
              title={`Revoke the credential ${props.secret.label}`}
              does="Revoke the credential"
              path="/jwt-credentials"
              stale={stale}
            >
              It signs nobody in any more; sessions that it has opened go on until they end.
            </EndSecret>
          )}
        />
      )}
      {making && (
        <NewSecret
          what="JWT credential"
          path="/jwt-credentials"
          scoped={false}
          secretOf={({ jwt }) => jwt}
          stale={stale}
          onClose={() => setMaking(false)}
        />
      )}
    </section>
  );
}
