import { Alert, Stack, Text, Title } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { Mark } from "../frame/mark.tsx";
import { errorInWords } from "../ui/problem.tsx";
import { useTitle } from "../ui/title.tsx";

interface Props {
  title: string;
  /** What to do here, under the title. */
  hint: ReactNode;
  error?: Error | null | undefined;
  onSubmit?: () => void;
  children: ReactNode;
}

/** A form in the middle of an otherwise empty page: signing in and what belongs to it. */
export function SignInCard({ title, hint, error, onSubmit, children }: Props) {
  useTitle(title);
  return (
    <main className="sign-in">
      <form
        className="card"
        style={{ width: "100%", maxWidth: 380, padding: 28 }}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <Stack gap="md">
          <div>
            <Mark size={30} />
            <Title order={1} mt="sm">
              {title}
            </Title>
            <Text size="sm" c="dimmed" component="div">
              {hint}
            </Text>
          </div>
          {error && (
            <Alert color="red" variant="light" role="alert">
              {errorInWords(error)}
            </Alert>
          )}
          {children}
        </Stack>
      </form>
    </main>
  );
}
