import { Modal, Table } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useState } from "react";
import { useHere } from "./account.ts";
import { useActing } from "./use-acting.ts";

const keys = [
  { keys: ["Ctrl K", "/"], does: "Find a lead, campaign, or page" },
  { keys: ["j", "k"], does: "Next row, previous row" },
  { keys: ["x"], does: "Select the row" },
  { keys: ["Enter"], does: "Open the row" },
  { keys: ["a"], does: "Act on the selected leads, or on all that match" },
  { keys: ["u"], does: "Undo your last action" },
  { keys: ["Esc"], does: "Close the panel or dialog" },
  { keys: ["?"], does: "Show this list" },
];

let open: () => void = () => undefined;
export const openKeys = () => open();

/** Handles the shortcuts that work on every page and shows the list of all shortcuts. */
export function Keys() {
  const [opened, setOpened] = useState(false);
  open = () => setOpened(true);
  const { can } = useHere();
  const { undoLast } = useActing();
  useHotkeys([
    // Whether a question mark takes Shift depends on the keyboard layout.
    ["shift+?", open],
    ["?", open],
    ["u", () => can("manager") && undoLast()],
  ]);
  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title="Keyboard shortcuts">
      <Table>
        <Table.Tbody>
          {keys.map(({ keys: names, does }) => (
            <Table.Tr key={does}>
              <Table.Td w={110}>
                {names.map((name) => (
                  <kbd key={name} style={{ marginRight: 6 }}>
                    {name}
                  </kbd>
                ))}
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
