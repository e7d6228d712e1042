import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useEffect, useLayoutEffect, useState } from "react";
import type { QuickFindDialog } from "./quick-find-dialog.tsx";

let open: () => void = () => undefined;
export const openQuickFind = () => open();

const load = async () => (await import("./quick-find-dialog.tsx")).QuickFindDialog;

/**
 * Opens quick find on Ctrl K or `/`. The dialog loads one second after the page, or when it is first opened. Until its
 * field has the focus, keys are collected here, so fast typists lose nothing and Enter opens the first result.
 */
export function QuickFind() {
  const [Dialog, setDialog] = useState<typeof QuickFindDialog>();
  const [opened, setOpened] = useState(false);
  const [focused, setFocused] = useState(false);
  const [typed, setTyped] = useState("");
  const [entered, setEntered] = useState(false);
  const close = () => {
    setOpened(false);
    setFocused(false);
    setEntered(false);
  };
  open = () => {
    setOpened(true);
    if (Dialog) return;
    load().then(
      (loaded) => setDialog(() => loaded),
      () => {
        close();
        setTyped("");
        notifications.show({ message: "Leadyard can’t be reached, so search is unavailable." });
      },
    );
  };
  useHotkeys([["/", open]]);
  useHotkeys([["mod+K", () => (opened ? close() : open())]], []);
  useEffect(() => {
    const timer = setTimeout(() => {
      load().then(
        (loaded) => setDialog(() => loaded),
        () => undefined,
      );
    }, 1000);
    return () => clearTimeout(timer);
  }, []);
  useLayoutEffect(() => {
    if (!opened || focused) return undefined;
    const collect = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        setOpened(false);
        setEntered(false);
        setTyped("");
      } else if (event.key === "Enter") setEntered(true);
      else if (event.key === "Backspace") setTyped((before) => before.slice(0, -1));
      else if (event.key.length === 1) setTyped((before) => before + event.key);
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("keydown", collect, true);
    return () => removeEventListener("keydown", collect, true);
  }, [opened, focused]);
  if (!Dialog) return null;
  return (
    <Dialog
      opened={opened}
      typed={typed}
      onTyped={setTyped}
      focused={focused}
      onFocus={() => setFocused(true)}
      entered={entered}
      onChosen={() => setEntered(false)}
      onClose={close}
    />
  );
}
