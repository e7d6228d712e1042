import { Anchor, Button, Divider, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { SignInCard } from "./sign-in-card.tsx";

interface Props {
  again: boolean;
  email: string;
  onEmail: (email: string) => void;
  /** What the identity provider is called, if there is one. */
  provider: string | undefined;
  pending: boolean;
  error: Error | null;
  onSubmit: (password: string) => void;
  onForgot: () => void;
}

/** Email and password, or a button that leads to the identity provider. */
export function PasswordStep({ again, email, onEmail, provider, pending, error, onSubmit, onForgot }: Props) {
  const [password, setPassword] = useState("");
  return (
    <SignInCard
      title="Sign in to Leadyard"
      hint={again ? "Your session has ended. Sign in to continue where you left off." : "Use your email and password."}
      error={error}
      onSubmit={() => onSubmit(password)}
    >
      <TextInput
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => onEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={pending}>
        Sign in
      </Button>
      <Anchor component="button" type="button" size="sm" onClick={onForgot}>
        Forgot your password?
      </Anchor>
      {provider !== undefined && (
        <>
          <Divider label="or" />
          <Button component="a" href={providerAddress()} variant="default">
            Sign in with {provider}
          </Button>
        </>
      )}
    </SignInCard>
  );
}

/** Where the sign-in at the provider begins; it comes back to this page. */
function providerAddress(): string {
  const here = location.pathname + location.search;
  return here.length > 2000 ? "/v1/session/oidc" : `/v1/session/oidc?${new URLSearchParams({ returnTo: here })}`;
}
