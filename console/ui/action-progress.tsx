import { Group, Progress, Text } from "@mantine/core";
import type { LeadAction } from "../api/shapes.ts";
import { count } from "../words/words.ts";

/** Progress of a running action: leads done, leads per second, and time left. Nothing if the action is not running. */
export function ActionProgress({ action }: { action: LeadAction }) {
  const { progress } = action;
  if (!progress) return null;
  const { processed, total, percent, leadsPerSecond, secondsLeft } = progress;
  return (
    <div role="status">
      <Progress value={percent} aria-label={`${percent} percent done`} my={4} />
      <Group justify="space-between" gap="xs">
        <Text size="xs" className="figures">
          {total === 0 ? "Selecting leads" : `${count(processed)} of ${count(total)}`}
        </Text>
        <Text size="xs" c="dimmed" className="figures">
          {leadsPerSecond > 0 && `${count(leadsPerSecond)}/s`}
          {secondsLeft !== null && `, ${durationOf(secondsLeft)} left`}
        </Text>
      </Group>
    </div>
  );
}

const durationOf = (seconds: number) => (seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`);
