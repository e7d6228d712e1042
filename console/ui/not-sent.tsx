import { Alert } from "@mantine/core";
import { Unreachable } from "../api/request.ts";
import { wordsOf } from "./problem.tsx";

/** Why a request under an Idempotency-Key was not carried out, or that nobody knows whether it was. */
export function NotSent({ error }: { error: Error }) {
  return (
    <Alert color="red" variant="light" role="alert">
      {error instanceof Unreachable
        ? "No answer came. Press again: it is carried out once, however often it is sent."
        : `${wordsOf(error)} Nothing was changed.`}
    </Alert>
  );
}
