import { Button, Group, PasswordInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../api/request.ts";
import { saveTokens } from "../api/session.ts";
import { passwordRules, shortestPassword } from "../words/password-words.ts";
import { SignInCard } from "./sign-in-card.tsx";

/** Lets the holder of a mailed link choose a password. The token is in the fragment, which no server log has. */
export function ChoosePassword() {
  const [token] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const link = useQuery({
    queryKey: ["password-link", token],
    queryFn: () =>
      request<{ email: string; reason: "INVITATION" | "RESET" }>("/session/password-link", {
        method: "POST",
        body: { token },
      }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const choose = useMutation({
    mutationFn: () => request("/session/password-link", { method: "PUT", body: { token, password } }),
    // Whoever is signed in here may be somebody else.
    onSuccess: () => saveTokens(undefined),
  });
  const toSignIn = (
    <Button component="a" href="/">
      Go to sign-in
    </Button>
  );
  if (choose.isSuccess)
    return (
      <SignInCard title="Password saved" hint={`Sign in as ${link.data?.email} with your new password.`}>
        <Group>{toSignIn}</Group>
      </SignInCard>
    );
  if (!link.data)
    return (
      <SignInCard title="Choose a password" hint={link.isPending ? "One moment…" : ""} error={link.error}>
        {link.isError && <Group>{toSignIn}</Group>}
      </SignInCard>
    );
  const differs = again !== "" && again !== password;
  return (
    <SignInCard
      title={link.data.reason === "INVITATION" ? "Welcome to Leadyard" : "Choose a new password"}
      hint={
        <>
          {link.data.reason === "INVITATION" ? "Choose the password of " : "For "}
          <b>{link.data.email}</b>
          {link.data.reason === "INVITATION" ? "." : ". It signs you out everywhere and ends your API tokens."}
        </>
      }
      error={choose.error}
      onSubmit={() => choose.mutate()}
    >
      {/* Password managers need a username field to save the password. */}
      <input type="email" name="email" autoComplete="username" value={link.data.email} readOnly hidden />
      <PasswordInput
        label="New password"
        description={passwordRules}
        autoComplete="new-password"
        required
        autoFocus
        minLength={shortestPassword}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      <PasswordInput
        label="Confirm new password"
        autoComplete="new-password"
        required
        error={differs && "The passwords don’t match."}
        value={again}
        onChange={({ currentTarget }) => setAgain(currentTarget.value)}
      />
      <Button
        type="submit"
        loading={choose.isPending}
        disabled={password.length < shortestPassword || again !== password}
      >
        Save password
      </Button>
    </SignInCard>
  );
}
