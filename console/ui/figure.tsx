import { Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import "./figure.css";

interface Props {
  label: ReactNode;
  /** Undefined while it is read. */
  value: ReactNode;
  big?: boolean;
  /** A line of small print, and what else stands below the figure. */
  children?: ReactNode;
}

/** A figure on a card of its own. */
export function Figure({ label, value, big = false, children }: Props) {
  return (
    <div className="card figure">
      {value === undefined ? (
        <Skeleton h={big ? 44 : 32} w={100} />
      ) : (
        <Text fz={big ? 36 : 26} lh={1.2} fw={650} className="figures">
          {value}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {children}
    </div>
  );
}
