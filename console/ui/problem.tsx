import { Alert, Button, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { ApiError, Unreachable } from "../api/request.ts";
import { IconAlertTriangle } from "./icons.tsx";
import { useTitle } from "./title.tsx";

/** Says what could not be loaded and why, with a button to retry. `what` begins the title: "The campaigns". */
export function Problem({ error, what, retry }: { error: Error; what: string; retry?: () => unknown }) {
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={`${what} couldn’t be loaded`}
      role="alert"
    >
      <Stack gap="xs" align="start">
        <Text size="sm">{errorInWords(error)}</Text>
        {retry && (
          <Button size="xs" variant="default" onClick={() => retry()}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** The message of an error, for users. */
export function errorInWords(error: Error): string {
  if (error instanceof Unreachable) return "Leadyard can’t be reached. Retrying automatically.";
  if (error instanceof ApiError) return error.message;
  return `Unexpected error: ${error.message}`;
}

export function NotFound() {
  useTitle("Not found");
  return (
    <Stack p="xl" align="start" gap="sm" component="main">
      <Title order={1}>Page not found</Title>
      <Text>The link may be wrong, or the page may have been deleted.</Text>
      <Button component={Link} to="/" variant="default">
        Go to overview
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
