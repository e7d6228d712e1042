import { Alert, Button, Text } from "@mantine/core";
import { ApiError, Unreachable } from "../../api/request.ts";
import { wordsOf } from "../problem.tsx";
import { humanized } from "../words.ts";
import type { Editing } from "./use-editing.ts";

/** What is not saved, with its button; stays in sight as long as there is something. */
export function SaveBar<T extends object>({ editing }: { editing: Editing<T> }) {
  const { count, error, saving, conflicts } = editing;
  if (count === 0) return null;
  const many = `${count} unsaved ${count === 1 ? "change" : "changes"}`;
  return (
    <div className="save-bar">
      <Text fw={600} role="status">
        {many}
      </Text>
      <Button type="submit" loading={saving} disabled={conflicts.size > 0}>
        Save {count} {count === 1 ? "change" : "changes"}
      </Button>
      <Button variant="default" onClick={editing.discard} disabled={saving}>
        Discard
      </Button>
      {conflicts.size > 0 && <Text size="sm">Somebody else has changed the same meanwhile: choose whose counts.</Text>}
      <SaveError error={conflicts.size > 0 ? null : error} />
    </div>
  );
}

/** Why it was not saved, and that what was typed is still there. */
export function SaveError({ error }: { error: Error | null }) {
  if (!error) return null;
  return (
    <Alert color="red" variant="light" role="alert" py="xs">
      {error instanceof Unreachable
        ? "No answer came, so whether it was saved is not known. What you typed is still here: save again once Leadyard answers."
        : error instanceof ApiError && error.field
          ? `${error.message.replace(error.field, humanized(error.field))} Nothing was changed.`
          : `${wordsOf(error)} Nothing was changed; what you typed is still here.`}
    </Alert>
  );
}
