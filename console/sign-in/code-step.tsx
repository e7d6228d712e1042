import { Button, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../api/request.ts";
import type { Tokens } from "../api/shapes.ts";
import { SignInCard } from "./sign-in-card.tsx";

interface Props {
  challenge: string;
  onDone: (session: Tokens) => Promise<void>;
  onBack: () => void;
}

/** Asks for the code of the authenticator app, or for a recovery code. */
export function CodeStep({ challenge, onDone, onBack }: Props) {
  const [code, setCode] = useState("");
  const complete = useMutation({
    mutationFn: () =>
      request<Tokens>("/session/second-factor", { method: "POST", body: { challenge, code: code.trim() } }),
    onSuccess: onDone,
    onError: () => setCode(""),
  });
  return (
    <SignInCard
      title="Enter your code"
      hint="Open your authenticator app and enter the code it shows for Leadyard, or use one of your recovery codes."
      error={complete.error}
      onSubmit={() => complete.mutate()}
    >
      <TextInput
        label="Code"
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="none"
        required
        minLength={6}
        maxLength={64}
        autoFocus
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" loading={complete.isPending} disabled={code.trim().length < 6}>
          Sign in
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </Group>
    </SignInCard>
  );
}
