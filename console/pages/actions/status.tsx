import { Group, Text } from "@mantine/core";
import type { LeadAction } from "../../api/shapes.ts";
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconPlayerStop, IconProgress } from "../../ui/icons.tsx";

const words = {
  RUNNING: { icon: IconProgress, label: "Running", family: "engaged" },
  DONE: { icon: IconCheck, label: "Done", family: "ready" },
  CANCELLED: { icon: IconPlayerStop, label: "Canceled", family: "stopped" },
  FAILED: { icon: IconAlertTriangle, label: "Failed", family: "marked" },
};

export function ActionStatus({ action }: { action: LeadAction }) {
  const { icon: Icon, label, family } = words[action.status];
  return (
    <Group gap="sm" wrap="nowrap">
      <span className="state" data-family={family}>
        <Icon size={14} aria-hidden /> {label}
        {action.status === "RUNNING" && action.progress && ` ${Math.floor(action.progress.percent)}%`}
      </span>
      {action.undoneBy !== null && (
        <Text span size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          <IconArrowBackUp size={12} aria-hidden /> undone
        </Text>
      )}
    </Group>
  );
}
