import { Button, Group, Skeleton, Switch, Table, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../../api/request.ts";
import type { ApiClient } from "../../../api/shapes.ts";
import { useHere } from "../../../frame/account.ts";
import { FormDialog } from "../../../ui/form-dialog.tsx";
import { Problem } from "../../../ui/problem.tsx";
import { When } from "../../../words/when.tsx";
import { apiClients } from "../queries.ts";
import { EndSecret } from "../secrets/end-secret.tsx";
import { ShownOnce } from "./shown-once.tsx";

/** The account's API clients: programs that sign users in as RingCentral's clients do. */
export function ApiClients() {
  const { accountId } = useHere();
  const { data, error, refetch } = useQuery(apiClients(accountId));
  const [creating, setCreating] = useState(false);
  const [ending, setEnding] = useState<ApiClient>();
  return (
    <section className="card" aria-label="API clients">
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm">
          API clients
        </Title>
        <Button size="xs" onClick={() => setCreating(true)}>
          New client…
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        Programs written for RingCentral sign users in with a client ID and, unless they run in a browser or on a phone,
        a secret.
      </Text>
      {error && !data && <Problem error={error} what="The API clients" retry={refetch} />}
      {!data && !error && <Skeleton h={100} />}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          No clients yet
        </Text>
      )}
      {data && data.length > 0 && (
        <div className="fit">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Label</Table.Th>
                <Table.Th className="only-wide">Redirect URIs</Table.Th>
                <Table.Th>Secret</Table.Th>
                <Table.Th className="only-wide">Created</Table.Th>
                <Table.Th>
                  <span className="sr-only">Actions</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((client) => (
                <Table.Tr key={client.clientId}>
                  <Table.Td>
                    {client.label || "No label"}
                    <Text size="xs" c="dimmed" className="secret">
                      {client.clientId}
                    </Text>
                  </Table.Td>
                  <Table.Td className="only-wide" style={{ overflowWrap: "anywhere" }}>
                    {client.redirectUris.join(", ") || "none"}
                  </Table.Td>
                  <Table.Td>{client.isPublic ? "none (public)" : "yes"}</Table.Td>
                  <Table.Td className="only-wide">
                    <When at={client.createdAt} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="red"
                      aria-label={`Delete ${client.label || client.clientId}`}
                      onClick={() => setEnding(client)}
                    >
                      Delete
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {creating && <NewClient onClose={() => setCreating(false)} />}
      {ending && (
        <EndSecret
          secret={{ ...ending, id: encodeURIComponent(ending.clientId), expiresAt: null, lastUsedAt: null }}
          title={`Delete the client ${ending.label}`}
          submitLabel="Delete client"
          path={`/accounts/${accountId}/api-clients`}
          stale={[[...apiClients(accountId).queryKey]]}
          onClose={() => setEnding(undefined)}
        >
          Everybody who signed in with it is signed out immediately.
        </EndSecret>
      )}
    </section>
  );
}

function NewClient({ onClose }: { onClose: () => void }) {
  const { accountId } = useHere();
  const queries = useQueryClient();
  const [label, setLabel] = useState("");
  const [uris, setUris] = useState("");
  const [isPublic, setPublic] = useState(false);
  const redirectUris = uris.split(/\s+/).filter((uri) => uri !== "");
  const create = useMutation({
    mutationFn: () =>
      request<ApiClient & { clientSecret: string | null }>(`/accounts/${accountId}/api-clients`, {
        method: "POST",
        body: { label: label.trim(), redirectUris, isPublic },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: apiClients(accountId).queryKey }),
  });
  if (create.data) {
    const { clientId, clientSecret } = create.data;
    return (
      <ShownOnce
        title="Your new API client"
        warning={
          clientSecret === null
            ? "A public client has no secret. It signs users in with its client ID and PKCE."
            : "Copy the secret now. It is shown only once and can’t be recovered."
        }
        values={{ "Client ID": clientId, ...(clientSecret === null ? {} : { "Client secret": clientSecret }) }}
        onClose={onClose}
      />
    );
  }
  return (
    <FormDialog
      title="New API client"
      submitLabel="Create client"
      disabled={label.trim() === "" || (isPublic && redirectUris.length === 0)}
      sending={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Label"
        description="Users see it when they are asked to allow the client"
        required
        maxLength={255}
        data-autofocus
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
      <Switch
        label="Public client"
        description="An app in a browser or on a phone, which can’t keep a secret"
        checked={isPublic}
        onChange={({ currentTarget }) => setPublic(currentTarget.checked)}
      />
      <Textarea
        label="Redirect URIs"
        description="One per line: where users are sent back with a code. Needed for sign-in in the browser."
        placeholder="https://crm.example.com/done"
        required={isPublic}
        autosize
        minRows={2}
        value={uris}
        onChange={({ currentTarget }) => setUris(currentTarget.value)}
      />
    </FormDialog>
  );
}
