import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useEffect, useLayoutEffect, useState } from "react";
import type { QuickFindDialog } from "./quick-find-dialog.tsx";

let open: () => void = () => undefined;
export const openQuickFind = () => open();

const load = async () => (await import("./quick-find-dialog.tsx")).QuickFindDialog;

/** Ctrl K: finds leads, campaigns and pages. It comes when the page has come to rest, or is asked for; what is typed until its field has the focus is typed into it, and Enter chooses once something is found. */
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
        notifications.show({ message: "Leadyard cannot be reached, so nothing can be found now." });
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
    const keep = (event: KeyboardEvent) => {
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
    addEventListener("keydown", keep, true);
    return () => removeEventListener("keydown", keep, true);
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
