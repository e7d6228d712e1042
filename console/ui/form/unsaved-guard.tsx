import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import type { Search } from "../../url-search.ts";

interface Location {
  pathname: string;
  search: Search;
}

/** Warns about unsaved changes before the user leaves. They are kept for coming back unless the user discards them. */
export function UnsavedGuard({
  count,
  leaves = (from, to) => from.pathname !== to.pathname,
  onDiscard,
}: {
  count: number;
  leaves?: (from: Location, to: Location) => boolean;
  onDiscard: () => void;
}) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => leaves(current as Location, next as Location),
    enableBeforeUnload: () => count > 0,
    disabled: count === 0,
    withResolver: true,
  });
  if (status !== "blocked") return null;
  return (
    <Modal opened onClose={reset} title={`${count} unsaved ${count === 1 ? "change" : "changes"}`} zIndex={400}>
      <Text size="sm">Your changes aren’t saved yet. They are kept as long as this tab is open.</Text>
      <Group mt="md" gap="xs">
        <Button onClick={reset} data-autofocus>
          Stay here
        </Button>
        <Button variant="default" onClick={proceed}>
          Leave and keep changes
        </Button>
        <Button
          variant="subtle"
          color="red"
          onClick={() => {
            onDiscard();
            proceed();
          }}
        >
          Discard changes
        </Button>
      </Group>
    </Modal>
  );
}
