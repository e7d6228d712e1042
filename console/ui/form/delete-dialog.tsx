import { Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { FormDialog } from "../form-dialog.tsx";
import { isTyped, TypedNumber } from "../typed-number.tsx";
import { leadsOf } from "../words.ts";

/** Asks once more before something is deleted; where leads go with it, their number has to be typed. */
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
  /** How many leads are deleted with it. */
  leads?: number;
  /** Whether it is known what goes with it, and nothing stands against it. */
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
      does={leads > 0 ? `Delete with ${leadsOf(leads)}` : "Delete"}
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
        <TypedNumber why="Deleted leads are gone for good." number={leads} typed={typed} onChange={setTyped} />
      )}
    </FormDialog>
  );
}
