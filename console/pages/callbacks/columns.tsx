import { ActionIcon, Tooltip } from "@mantine/core";
import type { Callback } from "../../api/shapes.ts";
import type { GridColumn } from "../../ui/data-grid.tsx";
import {
  IconAlertTriangle,
  IconBan,
  IconCalendarClock,
  IconClockHour4,
  type IconComponent,
  IconUserOff,
  IconX,
} from "../../ui/icons.tsx";
import type { Names } from "../../words/criteria-words.ts";
import { reasons } from "../../words/dial-status.ts";
import { When } from "../../words/when.tsx";
import { fullName, nationalPhone } from "../../words/words.ts";

const statuses: Record<Callback["status"], { label: string; meaning: string; family: string; icon: IconComponent }> = {
  DUE: { label: "Due", meaning: "dialed next", family: "ready", icon: IconCalendarClock },
  UPCOMING: { label: "Upcoming", meaning: "its time has not come yet", family: "appointed", icon: IconClockHour4 },
  MISSED: { label: "Missed", meaning: "due for more than 15 minutes", family: "stopped", icon: IconAlertTriangle },
  BARRED: { label: "Blocked", meaning: "not called until someone changes that", family: "marked", icon: IconBan },
  ORPHANED: {
    label: "Orphaned",
    meaning: "its agent is deleted, inactive, or not in the dial group, so no one gets it",
    family: "stopped",
    icon: IconUserOff,
  },
};

function Status({ callback: { status, reason } }: { callback: Callback }) {
  const { label, meaning, family, icon: Icon } = statuses[status];
  return (
    <span
      className="state"
      data-family={family}
      title={reason === null ? meaning : `${reasons[reason] ?? reason}: ${meaning}`}
    >
      <Icon size={14} aria-hidden />
      {label}
    </span>
  );
}

const who = ({ agentId }: Callback, names: Names) => (agentId === null ? "Any agent" : names.agent(agentId));

/** `onCancel` is undefined if the user may not cancel callbacks. */
export function columnsOf(
  names: Names,
  timeZone: string | undefined,
  onCancel: ((callback: Callback) => void) | undefined,
): GridColumn<Callback>[] {
  const moment = new Intl.DateTimeFormat("en-US", {
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    ...(timeZone ? { timeZone } : {}),
  });
  return [
    { id: "when", header: "When", width: 80, cell: ({ callbackAt }) => <When at={callbackAt} /> },
    {
      id: "exact",
      header: "Time",
      width: 118,
      cell: ({ callbackAt }) => moment.format(new Date(callbackAt)),
    },
    { id: "status", header: "Status", width: 92, cell: (callback) => <Status callback={callback} /> },
    { id: "lead", header: "Lead", width: 130, cell: fullName },
    {
      id: "phone",
      header: "Phone",
      width: 110,
      cell: ({ phone }) => <span title={phone}>{nationalPhone(phone)}</span>,
    },
    { id: "campaign", header: "Campaign", width: 130, cell: ({ campaignId }) => names.campaign(campaignId) },
    { id: "agent", header: "Agent", width: 110, cell: (callback) => who(callback, names) },
    ...(onCancel
      ? [
          {
            id: "cancel",
            header: "Cancel",
            width: 46,
            cell: (callback: Callback) => <CancelButton callback={callback} onCancel={onCancel} />,
          },
        ]
      : []),
  ];
}

export function compactColumns(
  names: Names,
  onCancel: ((callback: Callback) => void) | undefined,
): GridColumn<Callback>[] {
  return [
    {
      id: "lead",
      header: "Lead",
      width: 130,
      cell: (callback) => (
        <>
          <div className="one-line">{fullName(callback)}</div>
          <div className="dim one-line">{who(callback, names)}</div>
        </>
      ),
    },
    {
      id: "when",
      header: "When",
      width: 90,
      cell: (callback) => (
        <>
          <Status callback={callback} />
          <div className="dim">
            <When at={callback.callbackAt} />
          </div>
        </>
      ),
    },
    ...(onCancel
      ? [
          {
            id: "cancel",
            header: "Cancel",
            width: 48,
            cell: (callback: Callback) => <CancelButton callback={callback} onCancel={onCancel} />,
          },
        ]
      : []),
  ];
}

function CancelButton({ callback, onCancel }: { callback: Callback; onCancel: (callback: Callback) => void }) {
  return (
    <Tooltip label="Cancel callback">
      <ActionIcon
        className="in-row"
        variant="subtle"
        color="gray"
        aria-label={`Cancel the callback to ${fullName(callback)}`}
        onClick={(event) => {
          event.stopPropagation();
          onCancel(callback);
        }}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
