import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Unreachable } from "../api/request.ts";
import { wordsOf } from "./problem.tsx";

interface Props {
  title: string;
  /** What the button does: "Delete the tag". */
  does: string;
  danger?: boolean;
  disabled?: boolean;
  /** The request that the button sends. */
  sending: { isPending: boolean; error: Error | null };
  onSubmit: () => void;
  onClose: () => void;
  size?: string;
  children: ReactNode;
}

/** A form in a dialog: stays open, with what was typed, until its request has come through. */
export function FormDialog({
  title,
  does,
  danger = false,
  disabled = false,
  sending,
  onSubmit,
  onClose,
  size,
  children,
}: Props) {
  return (
    <Modal opened onClose={onClose} title={title} {...(size ? { size } : {})}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!disabled && !sending.isPending) onSubmit();
        }}
      >
        <Stack gap="md">
          {children}
          {sending.error && (
            <Alert color="red" variant="light" role="alert">
              {sending.error instanceof Unreachable
                ? "No answer came, so it is not known whether it was done. Look first, once Leadyard answers."
                : `${wordsOf(sending.error)} Nothing was changed.`}
            </Alert>
          )}
          <Group gap="xs">
            <Button type="submit" disabled={disabled} loading={sending.isPending} {...(danger ? { color: "red" } : {})}>
              {does}
            </Button>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
