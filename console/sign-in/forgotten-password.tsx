import { Alert, Button, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { request } from "../api/request.ts";
import { SignInCard } from "./sign-in-card.tsx";

interface Props {
  email: string;
  onEmail: (email: string) => void;
  /** Whether there is a mail server. */
  mailed: boolean;
  onBack: () => void;
}

/** Asks for a link in an email, or says who can help if there is no mail server. */
export function ForgottenPassword({ email, onEmail, mailed, onBack }: Props) {
  const ask = useMutation({
    mutationFn: () => request("/session/forgotten-password", { method: "POST", body: { email: email.trim() } }),
  });
  const back = (
    <Button variant="default" onClick={onBack}>
      Back
    </Button>
  );
  if (!mailed)
    return (
      <SignInCard
        title="Forgot your password?"
        hint="This server sends no email. Ask an administrator of your account for a link to choose a new password."
      >
        <Group>{back}</Group>
      </SignInCard>
    );
  return (
    <SignInCard
      title="Forgot your password?"
      hint="We’ll email you a link to choose a new one."
      error={ask.error}
      onSubmit={() => ask.mutate()}
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
      {ask.isSuccess && (
        <Alert color="accent" variant="light" role="status">
          If {email.trim()} is a user with a password, the email is on its way. The link works once, within an hour.
        </Alert>
      )}
      <Group gap="xs">
        <Button type="submit" loading={ask.isPending} disabled={email.trim() === ""}>
          {ask.isSuccess ? "Send again" : "Send link"}
        </Button>
        {back}
      </Group>
    </SignInCard>
  );
}
