import { Button, Group, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo, useEffect, useState } from "react";
import { useHere } from "../../frame/account.ts";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  type IconComponent,
  IconFlag,
  IconPhoneCall,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconPlayerPause,
  IconPlayerPlay,
} from "../../ui/icons.tsx";
import type { Names } from "../../words/criteria-words.ts";
import { nationalPhone, outcomeOfPass } from "../../words/words.ts";
import type { Entry, FeedState, FloorEvent, FloorFeed } from "./feed.ts";

const connections = { connecting: "Connecting…", live: "Live", lost: "Reconnecting…" };

/** Live calls, newest on top. Pauses while the pointer or the focus is in it, so that links don't move away. */
export function Stream({ feed, live, names }: { feed: FloorFeed; live: FeedState; names: Names }) {
  const [paused, setPaused] = useState(false);
  const [inside, setInside] = useState(false);
  const stopped = paused || inside;
  useEffect(() => feed.pause(stopped), [feed, stopped]);
  return (
    <section className="card floor-stream" aria-labelledby="stream">
      <Group justify="space-between" gap="xs" mb="xs" wrap="nowrap">
        <Group gap="sm" align="baseline" wrap="nowrap">
          <Title order={2} id="stream">
            Live calls
          </Title>
          <Text size="xs" c="dimmed" className="one-line">
            <span className="live" data-live={live.connection === "live" || undefined} aria-hidden />
            {stopped && live.connection === "live"
              ? `Paused${live.waiting > 0 ? `, ${live.waiting} new` : ""}`
              : connections[live.connection]}
          </Text>
        </Group>
        <Button
          size="xs"
          variant="default"
          aria-pressed={paused}
          leftSection={paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
          onClick={() => setPaused((is) => !is)}
        >
          {paused ? "Resume" : "Pause"}
        </Button>
      </Group>
      <ol
        aria-label="Live calls"
        onPointerEnter={({ pointerType }) => pointerType === "mouse" && setInside(true)}
        onPointerLeave={() => setInside(false)}
        onFocus={() => setInside(true)}
        onBlur={() => setInside(false)}
      >
        {live.entries.map((entry) => (
          <Line key={entry.key} entry={entry} names={names} />
        ))}
        {live.entries.length === 0 && (
          <li className="floor-quiet">
            {live.connection === "live" ? "No calls right now. Calls appear here as they happen." : ""}
          </li>
        )}
      </ol>
    </section>
  );
}

const Line = memo(function Line({ entry: { at, event }, names }: { entry: Entry; names: Names }) {
  const { accountId, account } = useHere();
  const time = timeIn(at, account?.timeZone ?? "UTC");
  if (!event)
    return (
      <li className="floor-quiet">
        {time}: the connection was lost. Calls missed here are still included in the figures.
      </li>
    );
  const { icon: Icon, family, words } = wordsOfEvent(event);
  const agent = event.agentId === null ? [] : [names.agent(event.agentId)];
  const where = [names.campaign(event.campaignId), ...agent].join(", ");
  return (
    <li className="floor-line">
      <time dateTime={at} className="dim">
        {time}
      </time>
      <span className="floor-what" title={`${words}; ${where}`}>
        <span className="state" data-family={family}>
          <Icon size={14} aria-hidden />
          <span className="one-line">{words}</span>
        </span>
        <span className="dim one-line">{where}</span>
      </span>
      <Link
        to="/accounts/$accountId/leads/$leadId"
        params={{ accountId: String(accountId), leadId: String(event.leadId) }}
        title={event.phone}
        preload={false}
      >
        {nationalPhone(event.phone)}
      </Link>
    </li>
  );
});

function wordsOfEvent(event: FloorEvent): { icon: IconComponent; family: string; words: string } {
  const { kind, systemDisposition = "", agentDisposition, durationSeconds } = event;
  switch (kind) {
    case "CLAIMED":
      return { icon: IconPhoneOutgoing, family: "engaged", words: "Fetched" };
    case "CONNECTED":
      return { icon: IconPhoneCall, family: "engaged", words: "On a call" };
    case "DIALING":
      return { icon: IconPhoneOutgoing, family: "engaged", words: "Dialing" };
    case "HUNG_UP":
      return { icon: IconPhoneOff, family: "engaged", words: "Hung up" };
    case "RELEASED":
      return { icon: IconArrowBackUp, family: "stopped", words: "Released" };
    case "LAPSED":
      return { icon: IconAlertTriangle, family: "marked", words: "Claim expired" };
    default: {
      const lasted = durationSeconds ? `, ${Math.floor(durationSeconds / 60)}:${pad(durationSeconds % 60)}` : "";
      const words = (agentDisposition ?? outcomeOfPass(systemDisposition)) + lasted;
      if (systemDisposition === "ANSWER") return { icon: IconCircleCheck, family: "ready", words };
      if (systemDisposition === "ABANDON") return { icon: IconAlertTriangle, family: "marked", words };
      return { icon: IconFlag, family: "ended", words };
    }
  }
}

const pad = (n: number) => String(n).padStart(2, "0");

const clocks = new Map<string, Intl.DateTimeFormat>();

function timeIn(at: string, timeZone: string): string {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZone,
    });
  clocks.set(timeZone, clock);
  return clock.format(new Date(at));
}
