import { Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { leadsOf } from "../../words/words.ts";
import { FormDialog } from "../form-dialog.tsx";
import { isTyped, TypedNumber } from "../typed-number.tsx";

/** Confirms a deletion. If it also deletes leads, their number must be typed. */
export function DeleteDialog({
  what,
  leads = 0,
  ready = true,
  children,
  deleting,
  onDelete,
  onClose,
}: {
  /** "the agent Dana Whitfield" */
  what: string;
  /** How many leads the deletion includes. */
  leads?: number;
  /** Whether the deletion is possible and its extent is known. */
  ready?: boolean;
  children: ReactNode;
  deleting: { isPending: boolean; error: Error | null };
  onDelete: () => void;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  return (
    <FormDialog
      title={`Delete ${what}?`}
      submitLabel={leads > 0 ? `Delete with ${leadsOf(leads)}` : "Delete"}
      danger
      disabled={!ready || (leads > 0 && !isTyped(typed, leads))}
      sending={deleting}
      onSubmit={onDelete}
      onClose={onClose}
    >
      <Text size="sm" component="div">
        {children}
      </Text>
      {leads > 0 && (
        <TypedNumber why="Deleted leads can’t be restored." number={leads} typed={typed} onChange={setTyped} />
      )}
    </FormDialog>
  );
}
