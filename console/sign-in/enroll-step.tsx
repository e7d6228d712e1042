import { Button, Group, Loader } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { request } from "../api/request.ts";
import type { Seed, Tokens } from "../api/shapes.ts";
import { RecoveryCodes } from "../ui/second-factor/recovery-codes.tsx";
import { SeedFields } from "../ui/second-factor/seed-fields.tsx";
import { SignInCard } from "./sign-in-card.tsx";

interface Props {
  challenge: string;
  onDone: (session: Tokens) => Promise<void>;
  onBack: () => void;
}

/** Sets up an authenticator app, because an account of the user requires one, and then shows the recovery codes. */
export function EnrollStep({ challenge, onDone, onBack }: Props) {
  const [code, setCode] = useState("");
  const { mutate: begin, ...enrollment } = useMutation({
    mutationFn: () => request<Seed>("/session/enrollment", { method: "POST", body: { challenge } }),
  });
  useEffect(() => begin(), [begin]);
  const confirm = useMutation({
    mutationFn: () =>
      request<Tokens & { recoveryCodes: string[] }>("/session/second-factor", {
        method: "POST",
        body: { challenge, code: code.trim() },
      }),
    onError: () => setCode(""),
  });
  if (confirm.data) {
    const { recoveryCodes, ...session } = confirm.data;
    return (
      <SignInCard
        title="Keep your recovery codes"
        hint="Each of them signs you in once if you lose your phone. They are not shown again."
      >
        <RecoveryCodes codes={recoveryCodes} />
        <Button onClick={() => void onDone(session)}>Continue</Button>
      </SignInCard>
    );
  }
  return (
    <SignInCard
      title="Set up a second factor"
      hint="Your account requires a code besides the password. Scan this with an authenticator app, and enter the code that the app shows."
      error={confirm.error ?? enrollment.error}
      onSubmit={() => confirm.mutate()}
    >
      {enrollment.data ? <SeedFields seed={enrollment.data} code={code} onCode={setCode} /> : <Loader size="sm" />}
      <Group gap="xs">
        <Button type="submit" loading={confirm.isPending} disabled={code.trim().length !== 6}>
          Confirm
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </Group>
    </SignInCard>
  );
}
