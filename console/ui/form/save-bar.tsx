import { Alert, Button, Text } from "@mantine/core";
import { ApiError, Unreachable } from "../../api/request.ts";
import { humanized } from "../../words/words.ts";
import { errorInWords } from "../problem.tsx";
import type { EditSession } from "./use-editing.ts";

/** The number of unsaved changes with Save and Discard. Stays visible until there are none. */
export function SaveBar<T extends object>({ editing }: { editing: EditSession<T> }) {
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
      {conflicts.size > 0 && (
        <Text size="sm">Someone else changed the same settings: choose which values to keep.</Text>
      )}
      <SaveError error={conflicts.size > 0 ? null : error} />
    </div>
  );
}

/** Why saving failed, and whether anything was saved. */
export function SaveError({ error }: { error: Error | null }) {
  if (!error) return null;
  return (
    <Alert color="red" variant="light" role="alert" py="xs">
      {error instanceof Unreachable
        ? "No response from Leadyard, so your changes may or may not be saved. They are still here: save again once it is back."
        : error instanceof ApiError && error.field
          ? `${error.message.replace(error.field, humanized(error.field))} Nothing was saved.`
          : `${errorInWords(error)} Nothing was saved; your changes are still here.`}
    </Alert>
  );
}
