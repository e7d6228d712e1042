import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import type { Search } from "../../url-search.ts";

interface Place {
  pathname: string;
  search: Search;
}

/** Warns of changes that are not saved before their page is left; they are kept for whoever comes back, unless they are discarded. */
export function UnsavedGuard({
  count,
  leaves = (from, to) => from.pathname !== to.pathname,
  onDiscard,
}: {
  count: number;
  leaves?: (from: Place, to: Place) => boolean;
  onDiscard: () => void;
}) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => leaves(current as Place, next as Place),
    enableBeforeUnload: () => count > 0,
    disabled: count === 0,
    withResolver: true,
  });
  if (status !== "blocked") return null;
  return (
    <Modal opened onClose={reset} title={`${count} unsaved ${count === 1 ? "change" : "changes"}`} zIndex={400}>
      <Text size="sm">They are not saved yet. They stay here for as long as this tab is open.</Text>
      <Group mt="md" gap="xs">
        <Button onClick={reset} data-autofocus>
          Stay here
        </Button>
        <Button variant="default" onClick={proceed}>
          Leave, keep them for later
        </Button>
        <Button
          variant="subtle"
          color="red"
          onClick={() => {
            onDiscard();
            proceed();
          }}
        >
          Discard them
        </Button>
      </Group>
    </Modal>
  );
}
