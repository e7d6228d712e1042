import { Alert, Button, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { ApiError, Unreachable } from "../api/request.ts";
import { IconAlertTriangle } from "./icons.tsx";
import { useTitle } from "./title.tsx";

/** What failed, what is safe, and what to do. */
export function Problem({ error, what, retry }: { error: Error; what: string; retry?: () => unknown }) {
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={`${what} could not be read`}
      role="alert"
    >
      <Stack gap="xs" align="start">
        <Text size="sm">{wordsOf(error)} Nothing was changed.</Text>
        {retry && (
          <Button size="xs" variant="default" onClick={() => retry()}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function wordsOf(error: Error): string {
  if (error instanceof Unreachable) return "Leadyard cannot be reached; it is tried again by itself.";
  if (error instanceof ApiError) return error.message;
  return `The console met an error it did not expect: ${error.message}`;
}

export function NotFound() {
  useTitle("Not found");
  return (
    <Stack p="xl" align="start" gap="sm" component="main">
      <Title order={1}>There is nothing at this address</Title>
      <Text>The link may be mistyped, or what it led to is gone.</Text>
      <Button component={Link} to="/" variant="default">
        To the overview
      </Button>
    </Stack>
  );
}

export function Failed({ error, reset }: ErrorComponentProps) {
  useTitle("Error");
  return (
    <Stack p="md">
      <Problem error={error instanceof Error ? error : new Error(String(error))} what="This page" retry={reset} />
    </Stack>
  );
}
