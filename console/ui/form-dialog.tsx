import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Unreachable } from "../api/request.ts";
import { errorInWords } from "./problem.tsx";

interface Props {
  title: string;
  /** The label of the submit button: "Delete tag". */
  submitLabel: string;
  danger?: boolean;
  /** The label of the button that closes the dialog; absent: "Close". */
  cancelLabel?: string;
  disabled?: boolean;
  /** The request that the button sends. */
  sending: { isPending: boolean; error: Error | null };
  onSubmit: () => void;
  onClose: () => void;
  size?: string;
  children: ReactNode;
}

/** A form in a dialog. Stays open and keeps what was typed until its request succeeds. */
export function FormDialog({
  title,
  submitLabel,
  danger = false,
  cancelLabel = "Close",
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
                ? "No response from Leadyard, so this may or may not have been done. Check before you try again."
                : `${errorInWords(sending.error)} Nothing was saved.`}
            </Alert>
          )}
          <Group gap="xs">
            <Button type="submit" disabled={disabled} loading={sending.isPending} {...(danger ? { color: "red" } : {})}>
              {submitLabel}
            </Button>
            <Button variant="default" onClick={onClose}>
              {cancelLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
