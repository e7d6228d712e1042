import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { LeadState } from "../api/shapes.ts";
import { useHere } from "../frame/account.ts";
import type { Search } from "../url-search.ts";
import {
  IconAlertTriangle,
  IconBan,
  IconCalendarClock,
  IconCircleCheck,
  type IconComponent,
  IconEyeOff,
  IconFlag,
  IconPhoneCall,
  IconPlayerPause,
} from "./icons.tsx";
import "./states.css";

type Family = "ready" | "engaged" | "appointed" | "stopped" | "ended" | "marked";

const families: Record<Family, { icon: IconComponent }> = {
  ready: { icon: IconCircleCheck },
  engaged: { icon: IconPhoneCall },
  appointed: { icon: IconCalendarClock },
  stopped: { icon: IconPlayerPause },
  ended: { icon: IconFlag },
  marked: { icon: IconAlertTriangle },
};

interface Words {
  family: Family;
  label: string;
  meaning: string;
}

/** Label and meaning of every lead state, and the family that gives it the same color and icon everywhere. */
export const states: Record<LeadState, Words> = {
  READY: { family: "ready", label: "Ready", meaning: "can be dialed at its next dial time, within calling hours" },
  WHITELIST: { family: "ready", label: "Whitelisted", meaning: "loaded as known good" },
  PENDING: { family: "engaged", label: "Fetched", meaning: "fetched by a dialer or an agent" },
  ACTIVE: { family: "engaged", label: "On a call", meaning: "on a call now" },
  "PENDING-HCI": { family: "engaged", label: "Waiting for a click", meaning: "waiting for an agent to click" },
  CALLBACK: { family: "appointed", label: "Callback", meaning: "any agent calls back" },
  "AGENT-CALLBACK": { family: "appointed", label: "Agent callback", meaning: "one agent calls back" },
  "PENDING-CALLBACK": { family: "appointed", label: "Upcoming callback", meaning: "one agent calls back, later" },
  PAUSED: { family: "stopped", label: "Paused", meaning: "not dialed until made ready again" },
  CANCELLED: { family: "stopped", label: "Canceled", meaning: "not dialed until made ready again" },
  "CALLBACK-CANCELLED": { family: "stopped", label: "Callback canceled", meaning: "its callback was canceled" },
  COMPLETE: { family: "ended", label: "Complete", meaning: "finished" },
  TRANSITIONED: { family: "ended", label: "Transitioned", meaning: "a copy is dialed instead" },
  "MAX-DIAL-LIMIT": { family: "ended", label: "Dial limit reached", meaning: "dialed as often as allowed" },
  INTERCEPT: { family: "ended", label: "Intercepted", meaning: "the network played a message" },
  DISCONNECTED: { family: "marked", label: "Disconnected", meaning: "the number is out of service" },
  "DO-NOT-CALL": { family: "marked", label: "Do not call", meaning: "asked not to be called" },
  "PENDING-ERR": { family: "marked", label: "Error", meaning: "its call ended in an error" },
};

export const stateLabel = (state: string) => (states as Record<string, Words>)[state]?.label ?? state;
export const familyOf = (state: string): Family => (states as Record<string, Words>)[state]?.family ?? "ended";

/** A state as color, icon, and word. Suppressed leads keep their state and get a second icon. */
export function StateBadge({ state, suppressed = false }: { state: string; suppressed?: boolean }) {
  const family = familyOf(state);
  const Icon = family === "marked" && state === "DO-NOT-CALL" ? IconBan : families[family].icon;
  const words = (states as Record<string, Words>)[state];
  return (
    <span className="state" data-family={family} title={words ? `${state}: ${words.meaning}` : state}>
      <Icon size={14} aria-hidden />
      <span>{stateLabel(state)}</span>
      {suppressed && (
        <span className="suppressed" title="Suppressed: keeps its state but isn’t dialed">
          <IconEyeOff size={13} aria-hidden />
          <span className="sr-only">suppressed</span>
        </span>
      )}
    </span>
  );
}

export interface Part {
  key: string;
  label: string;
  count: number;
  family: Family;
  hatched?: boolean;
  /** Makes the legend entry a toggle button. */
  onPick?: (() => void) | undefined;
  picked?: boolean;
  /** Makes the legend entry a link to this search. */
  leads?: Search | undefined;
}

/** Counts as one stacked bar with a legend below. */
export function StateBar({ parts, label }: { parts: Part[]; label: string }) {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <div>
      <div className="state-bar" role="img" aria-label={`${label}: ${parts.map(spoken).join(", ") || "none"}`}>
        {parts.map(({ key, label: meaning, count, family, hatched }) => (
          <span
            key={key}
            title={`${count.toLocaleString("en-US")} ${meaning}`}
            data-family={family}
            data-hatched={hatched || undefined}
            style={{ flexGrow: total === 0 ? 1 : count / total }}
          />
        ))}
      </div>
      <Group gap={4} mt={6} className="state-legend">
        {parts.map((part) => (
          <Legend key={part.key} part={part} />
        ))}
      </Group>
    </div>
  );
}

const spoken = ({ label, count }: Part) => `${count.toLocaleString("en-US")} ${label}`;

function Legend({ part }: { part: Part }) {
  const { accountId } = useHere();
  const content = (
    <>
      <span className="swatch" data-family={part.family} data-hatched={part.hatched || undefined} aria-hidden />
      {part.label}
      <Text span inherit fw={600} className="figures">
        {part.count.toLocaleString("en-US")}
      </Text>
    </>
  );
  if (part.leads)
    return (
      <Link
        className="legend"
        to="/accounts/$accountId/leads"
        params={{ accountId: String(accountId) }}
        search={part.leads}
      >
        {content}
      </Link>
    );
  if (!part.onPick) return <span className="legend">{content}</span>;
  return (
    <button type="button" className="legend" aria-pressed={part.picked ?? false} onClick={part.onPick}>
      {content}
    </button>
  );
}

/** The reason of a skip, with the label of a state instead of its code. */
export const reasonInWords = (reason: string) =>
  reason.replace(/^in state (\S+)$/, (_, state: string) => `in state “${stateLabel(state)}”`);
