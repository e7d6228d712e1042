import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { queryClient } from "../api/query-client.ts";
import { request } from "../api/request.ts";
import { saveTokens } from "../api/session.ts";
import type { Tokens } from "../api/shapes.ts";
import { useTitle } from "../ui/title.tsx";
import { Mark } from "./mark.tsx";

/** `again`: a session has ended, and the page is still behind this form. */
export function SignIn({ again }: { again: boolean }) {
  useTitle("Sign in");
  const router = useRouter();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => request<Tokens>("/session", { method: "POST", body: { email: email.trim(), password } }),
    async onSuccess(session) {
      saveTokens(session);
      await queryClient.resetQueries();
      await router.invalidate();
    },
  });
  return (
    <main className="sign-in">
      <form
        className="card"
        style={{ width: "100%", maxWidth: 360, padding: 28 }}
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <Stack gap="md">
          <div>
            <Mark size={30} />
            <Title order={1} mt="sm">
              Sign in to Leadyard
            </Title>
            <Text size="sm" c="dimmed">
              {again
                ? "Your session has ended. Sign in to continue where you left off."
                : "Use your email and password."}
            </Text>
          </div>
          {signIn.isError && (
            <Alert color="red" variant="light" role="alert">
              {signIn.error.message}
            </Alert>
          )}
          <TextInput
            label="Email"
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </main>
  );
}
