import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Leadyard`;
  }, [title]);
}

let first = true;

/** The heading of a page. Sets the window title, and takes the focus when the user comes from another page. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  useTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title means a new page
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, [title]);
  return (
    <Title order={1} ref={heading} tabIndex={-1}>
      {children ?? title}
    </Title>
  );
}
