import { Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import "./figure.css";

interface Props {
  label: ReactNode;
  /** Undefined while loading. */
  value: ReactNode;
  big?: boolean;
  /** Shown below the label. */
  children?: ReactNode;
}

/** A number with its label, on a card. */
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
