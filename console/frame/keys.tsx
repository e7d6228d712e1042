import { Modal, Table } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useState } from "react";
import { useHere } from "./account.ts";
import { useActing } from "./use-acting.ts";

const keys = [
  { keys: ["Ctrl K", "/"], does: "Find a lead, campaign or page" },
  { keys: ["j", "k"], does: "Next row, previous row" },
  { keys: ["x"], does: "Choose the row" },
  { keys: ["Enter"], does: "Open the row" },
  { keys: ["a"], does: "Act on what is chosen, or on all that match" },
  { keys: ["u"], does: "Undo your last action" },
  { keys: ["Esc"], does: "Close what is open" },
  { keys: ["?"], does: "This list" },
];

let open: () => void = () => undefined;
export const openKeys = () => open();

/** The keys that work on every page, and the list of all. */
export function Keys() {
  const [opened, setOpened] = useState(false);
  open = () => setOpened(true);
  const { can } = useHere();
  const { undoLast } = useActing();
  useHotkeys([
    ["shift+?", open],
    ["?", open],
    ["u", () => can("manager") && undoLast()],
  ]);
  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title="Keys">
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
