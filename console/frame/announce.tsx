import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { LeadAction } from "../api/shapes.ts";
import { IconAlertTriangle, IconCheck } from "../ui/icons.tsx";
import { leadsOf, outcomeOf } from "../words/words.ts";
import { useHere } from "./account.ts";

interface Announce {
  showMessage: (text: string) => void;
  /** Shows the result of a finished action, with Undo and a link to its page. */
  action: (action: LeadAction) => void;
}

const announced = new Set<string>();

/** Shows results as toasts. Both the tray and the page that started an action report its end, so each shows only once. */
export function useAnnounce(undo: (actionId: number) => void): Announce {
  const { accountId } = useHere();
  return useMemo<Announce>(
    () => ({
      showMessage: (text) => notifications.show({ message: text, closeButtonProps: { "aria-label": "Dismiss" } }),
      action(action) {
        const key = `${accountId}/${action.id}`;
        if (announced.has(key)) return;
        announced.add(key);
        notifications.show({
          id: key,
          autoClose: 15_000,
          color: action.status === "DONE" ? "accent" : "orange",
          icon:
            action.status === "DONE" ? (
              <IconCheck size={16} aria-hidden />
            ) : (
              <IconAlertTriangle size={16} aria-hidden />
            ),
          closeButtonProps: { "aria-label": "Dismiss" },
          title: outcomeOf(action),
          message: (
            <Message
              accountId={accountId}
              action={action}
              onUndo={() => {
                notifications.hide(key);
                undo(action.id);
              }}
            />
          ),
        });
      },
    }),
    [accountId, undo],
  );
}

function Message({ accountId, action, onUndo }: { accountId: number; action: LeadAction; onUndo: () => void }) {
  const skipped = action.skipped.reduce((sum, { count }) => sum + count, 0);
  const params = { accountId: String(accountId), actionId: String(action.id) };
  return (
    <>
      {skipped > 0 && <Text size="sm">{leadsOf(skipped)} skipped.</Text>}
      <Group gap="xs" mt={4}>
        {action.undoable && (
          <Button size="compact-sm" variant="light" onClick={onUndo}>
            Undo
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="subtle"
          renderRoot={(props) => <Link to="/accounts/$accountId/actions/$actionId" params={params} {...props} />}
        >
          Details
        </Button>
      </Group>
    </>
  );
}
