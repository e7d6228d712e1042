import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { me } from "../api/queries.ts";
import { request } from "../api/request.ts";
import { SignInCard } from "./sign-in-card.tsx";

/** Asks whether a client may sign the user in, and sends the browser back to the client with the answer. */
export function Authorize() {
  const given = new URLSearchParams(location.search);
  const redirectUri = given.get("redirect_uri") ?? "";
  const state = given.get("state");
  const asked = Object.fromEntries(
    [
      ["clientId", given.get("client_id") ?? ""],
      ["redirectUri", redirectUri],
      ["codeChallenge", given.get("code_challenge")],
    ].filter((pair): pair is [string, string] => pair[1] !== null),
  );
  const { data: person } = useQuery(me);
  const client = useQuery({
    queryKey: ["authorization", asked],
    queryFn: ({ signal }) => request<{ label: string }>(`/authorization?${new URLSearchParams(asked)}`, { signal }),
    retry: false,
  });
  const allow = useMutation({
    mutationFn: () =>
      request<{ redirectTo: string }>("/authorization", {
        method: "POST",
        body: { ...asked, ...(state === null ? {} : { state }) },
      }),
    onSuccess: ({ redirectTo }) => location.assign(redirectTo),
  });
  const deny = () => {
    // Safe to follow only because the server has said that it is the client's.
    const url = new URL(redirectUri);
    url.searchParams.append("error", "access_denied");
    if (state !== null) url.searchParams.append("state", state);
    location.assign(url);
  };
  if (!client.data)
    return (
      <SignInCard
        title="Sign in to an app"
        hint={client.isPending ? "One moment…" : "The app that sent you here can’t sign you in."}
        error={client.error}
      >
        {null}
      </SignInCard>
    );
  return (
    <SignInCard
      title={`Allow ${client.data.label}?`}
      hint={
        <>
          <b>{client.data.label}</b> wants to use Leadyard as {person?.email ?? "you"}. It can then do everything that
          you can.
        </>
      }
      error={allow.error}
      onSubmit={() => allow.mutate()}
    >
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        You will be sent to {redirectUri}
      </Text>
      <Group gap="xs">
        <Button type="submit" loading={allow.isPending || allow.isSuccess}>
          Allow
        </Button>
        <Button variant="default" onClick={deny}>
          Deny
        </Button>
      </Group>
    </SignInCard>
  );
}
