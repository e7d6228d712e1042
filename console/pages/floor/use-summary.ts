import { useEffect, useState } from "react";
import type { FloorFeed } from "./feed.ts";

const interval = 20_000;

/** A sentence about recent calls every 20 seconds, for screen readers. Announcing every call would be too much. */
export function useSummary(feed: FloorFeed): string {
  const [summary, setSummary] = useState("");
  useEffect(() => {
    let before = feed.state();
    const timer = setInterval(() => {
      const now = feed.state();
      const ended = now.ended - before.ended;
      if (ended > 0)
        setSummary(`In the last 20 seconds, ${ended} calls ended, ${now.answered - before.answered} of them answered.`);
      before = now;
    }, interval);
    return () => clearInterval(timer);
  }, [feed]);
  return summary;
}
