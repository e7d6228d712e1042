import { Alert } from "@mantine/core";
import { Unreachable } from "../api/request.ts";
import { errorInWords } from "./problem.tsx";

/** The error of a request with an Idempotency-Key, which is safe to repeat if no response came. */
export function NotSent({ error }: { error: Error }) {
  return (
    <Alert color="red" variant="light" role="alert">
      {error instanceof Unreachable
        ? "No response from Leadyard. Try again; it won’t be done twice."
        : `${errorInWords(error)} Nothing was changed.`}
    </Alert>
  );
}
