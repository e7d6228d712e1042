import { Button, Group, Skeleton, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { leadHistory } from "../../api/queries.ts";
import type { HistoryEvent, HistoryKind } from "../../api/shapes.ts";
import { useHere } from "../../frame/account.ts";
import { useActing } from "../../frame/use-acting.ts";
import { changesInWords } from "../../ui/changes.ts";
import {
  IconArrowBackUp,
  IconBolt,
  type IconComponent,
  IconCopy,
  IconDownload,
  IconPencil,
  IconPhone,
  IconPhoneIncoming,
} from "../../ui/icons.tsx";
import { Problem } from "../../ui/problem.tsx";
import type { Names } from "../../words/criteria-words.ts";
import { When } from "../../words/when.tsx";
import { nationalPhone, outcomeOfPass, wordsOfAction } from "../../words/words.ts";

const icons: Record<HistoryKind, IconComponent> = {
  LOADED: IconDownload,
  COPIED_FROM: IconCopy,
  EDITED: IconPencil,
  ACTION: IconBolt,
  CLAIMED: IconPhoneIncoming,
  CLAIM_ENDED: IconArrowBackUp,
  PASS: IconPhone,
};

/** The history of a lead, newest first: what happened, who did it, and Undo where it still applies. */
export function Timeline({ leadId, zone, names }: { leadId: number; zone: string; names: Names }) {
  const { accountId } = useHere();
  const history = useInfiniteQuery(leadHistory(accountId, leadId));
  const events = history.data?.pages.flatMap(({ items }) => items) ?? [];
  if (history.isPending) return <Skeleton h={160} />;
  if (history.isError && events.length === 0)
    return <Problem error={history.error} what="The history" retry={history.refetch} />;
  return (
    <>
      <ol className="timeline">
        {events.map((event) => (
          <Entry key={`${event.kind} ${event.id}`} event={event} zone={zone} names={names} />
        ))}
      </ol>
      {history.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Load more
        </Button>
      )}
    </>
  );
}

interface Changes {
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/** The details of an event, by its kind. */
type EventText =
  | { kind: "LOADED"; details: { listId: number | null } }
  | { kind: "COPIED_FROM"; details: { leadId: number } }
  | { kind: "EDITED"; details: Changes }
  | {
      kind: "ACTION";
      details: Changes & { action: string; undoOf?: number; undoneBy?: number; conflict?: string };
    }
  | { kind: "CLAIMED"; details: { agentId: number | null } }
  | {
      kind: "CLAIM_ENDED";
      details: { status: "RELEASED" | "LAPSED"; step: "PENDING" | "DIALING" | "ACTIVE" | "WRAP_UP" };
    }
  | {
      kind: "PASS";
      details: {
        passNumber: number;
        systemDisposition: string;
        agentDisposition: string | null;
        agentId: number | null;
        agentNotes: string | null;
        phone: string | null;
        durationSeconds: number | null;
        undoneByActionId: number | null;
      };
    };

function Entry({ event, zone, names }: { event: HistoryEvent; zone: string; names: Names }) {
  const { accountId, can } = useHere();
  const { undo } = useActing();
  const Icon = icons[event.kind];
  const typed = event as unknown as EventText;
  const action = typed.kind === "ACTION" ? typed.details : undefined;
  // The server decides whether the whole action can be undone; this only hides the button where it can't apply here.
  const undoable =
    action !== undefined &&
    action.undoneBy === undefined &&
    action.undoOf === undefined &&
    action.conflict === undefined;
  return (
    <li>
      <span className="timeline-icon">
        <Icon size={14} aria-hidden />
      </span>
      <div>
        <Group justify="space-between" gap="xs" wrap="nowrap" align="start">
          <Text size="sm" fw={550}>
            {action ? (
              <Link
                to="/accounts/$accountId/actions/$actionId"
                params={{ accountId: String(accountId), actionId: String(event.id) }}
              >
                {titleOf(typed, names)}
              </Link>
            ) : (
              titleOf(typed, names)
            )}
          </Text>
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            <When at={event.at} zone={zone} />
          </Text>
        </Group>
        {linesOf(typed, names).map((line) => (
          <Text size="sm" key={line}>
            {line}
          </Text>
        ))}
        <Group gap="xs">
          {event.by && (
            <Text size="xs" c="dimmed">
              by {event.by}
            </Text>
          )}
          {action?.undoneBy !== undefined && (
            <Text size="xs" c="dimmed">
              undone by action {action.undoneBy}
            </Text>
          )}
          {undoable && can("manager") && (
            <Button size="compact-xs" variant="subtle" onClick={() => undo(event.id)}>
              Undo
            </Button>
          )}
        </Group>
      </div>
    </li>
  );
}

function titleOf({ kind, details }: EventText, names: Names): string {
  switch (kind) {
    case "LOADED":
      return "Loaded";
    case "COPIED_FROM":
      return `Copied from lead ${details.leadId}`;
    case "EDITED":
      return "Edited";
    case "ACTION":
      return details.undoOf === undefined
        ? wordsOfAction(details.action).label
        : `Undo of action ${details.undoOf}${details.conflict ? ": not restored" : ""}`;
    case "CLAIMED":
      return details.agentId ? `Fetched by ${names.agent(details.agentId)}` : "Fetched by a dialer";
    case "CLAIM_ENDED":
      if (details.status === "RELEASED") return "Released without dialing";
      if (details.step === "WRAP_UP") return "No disposition in time";
      return details.step === "PENDING" ? "Claim expired; the lead is free again" : "The dialer stopped responding";
    case "PASS":
      return `Pass ${details.passNumber}: ${details.agentDisposition ?? outcomeOfPass(details.systemDisposition)}`;
  }
}

function linesOf({ kind, details }: EventText, names: Names): string[] {
  switch (kind) {
    case "LOADED":
      return details.listId ? [`Into ${names.list(details.listId)}`] : [];
    case "EDITED":
      return changesInWords(details.before, details.after, names);
    case "ACTION":
      return [...(details.conflict ? [details.conflict] : []), ...changesInWords(details.before, details.after, names)];
    case "PASS":
      return [
        [
          outcomeOfPass(details.systemDisposition),
          details.phone && nationalPhone(details.phone),
          details.agentId && names.agent(details.agentId),
          details.durationSeconds !== null &&
            details.durationSeconds > 0 &&
            `${Math.floor(details.durationSeconds / 60)}:${String(details.durationSeconds % 60).padStart(2, "0")} min`,
        ]
          .filter(Boolean)
          .join(" · "),
        ...(details.agentNotes ? [`“${details.agentNotes}”`] : []),
        ...(details.undoneByActionId ? ["Undone"] : []),
      ];
    default:
      return [];
  }
}
