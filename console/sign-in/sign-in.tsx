import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { signInOptions } from "../api/queries.ts";
import { queryClient } from "../api/query-client.ts";
import { request } from "../api/request.ts";
import { saveTokens } from "../api/session.ts";
import type { Challenge, Tokens } from "../api/shapes.ts";
import { CodeStep } from "./code-step.tsx";
import { EnrollStep } from "./enroll-step.tsx";
import { ForgottenPassword } from "./forgotten-password.tsx";
import { PasswordStep } from "./password-step.tsx";

/** Signs in: by password and then, if needed, a second factor, or at the identity provider. `again`: a session has ended, and the page is still behind this form. */
export function SignIn({ again }: { again: boolean }) {
  const router = useRouter();
  const { data: options } = useQuery(signInOptions);
  const [email, setEmail] = useState("");
  const [challenge, setChallenge] = useState<Challenge>();
  const [forgot, setForgot] = useState(false);
  const finish = async (session: Tokens) => {
    saveTokens(session);
    await queryClient.resetQueries();
    await router.invalidate();
  };
  const signIn = useMutation({
    mutationFn: (password: string) =>
      request<Tokens | Challenge>("/session", { method: "POST", body: { email: email.trim(), password } }),
    onSuccess: (answer) => ("challenge" in answer ? setChallenge(answer) : finish(answer)),
  });
  const { mutate: complete, ...completion } = useMutation({
    mutationFn: (handoff: string) => request<Tokens>("/session/oidc", { method: "POST", body: { handoff } }),
    onSuccess: finish,
  });
  // The identity provider has sent the browser back.
  useEffect(() => {
    const handoff = /^#handoff=([\w-]+)$/.exec(location.hash)?.[1];
    if (handoff === undefined) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    complete(handoff);
  }, [complete]);

  if (challenge) {
    const Step = challenge.step === "CODE" ? CodeStep : EnrollStep;
    const startOver = () => {
      setChallenge(undefined);
      signIn.reset();
    };
    return <Step challenge={challenge.challenge} onDone={finish} onBack={startOver} />;
  }
  if (forgot)
    return (
      <ForgottenPassword
        email={email}
        onEmail={setEmail}
        mailed={options?.mailsLinks ?? false}
        onBack={() => setForgot(false)}
      />
    );
  return (
    <PasswordStep
      again={again}
      email={email}
      onEmail={setEmail}
      provider={options?.oidcName ?? undefined}
      pending={signIn.isPending || completion.isPending}
      error={signIn.error ?? completion.error}
      onSubmit={(password) => {
        completion.reset();
        signIn.mutate(password);
      }}
      onForgot={() => setForgot(true)}
    />
  );
}
