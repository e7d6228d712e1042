import { useEffect, useState } from "react";
import type { FloorFeed } from "./feed.ts";

const every = 20_000;

/** What has happened, in a sentence now and then: for those who hear the page, and would drown in calls told one by one. */
export function useSummary(feed: FloorFeed): string {
  const [summary, setSummary] = useState("");
  useEffect(() => {
    let before = feed.seen();
    const timer = setInterval(() => {
      const now = feed.seen();
      const ended = now.ended - before.ended;
      if (ended > 0)
        setSummary(`In the last 20 seconds ${ended} calls ended, ${now.answered - before.answered} of them answered.`);
      before = now;
    }, every);
    return () => clearInterval(timer);
  }, [feed]);
  return summary;
}
