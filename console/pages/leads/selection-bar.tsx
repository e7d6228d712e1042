import { Button, Text } from "@mantine/core";
import { count, leadsOf } from "../../ui/words.ts";
import type { LeadSelection } from "./use-selection.ts";

/** Slides in once something is chosen: how many, all that match, and what to do with them. */
export function SelectionBar({
  selection,
  count: chosen,
  total,
  onAct,
  onExport,
}: {
  selection: LeadSelection;
  count: number;
  total: number | undefined;
  onAct: () => void;
  /** Undefined where they are too many to be named one by one. */
  onExport: (() => void) | undefined;
}) {
  if (chosen === 0) return null;
  return (
    <section className="selection-bar" aria-label="What is chosen">
      <Text className="figures" fw={600} role="status">
        {selection.all ? `All ${leadsOf(chosen)} that match` : `${count(chosen)} chosen`}
      </Text>
      {!selection.all && total !== undefined && total > chosen && (
        <Button size="xs" variant="subtle" onClick={selection.chooseAll}>
          Choose all {count(total)} that match
        </Button>
      )}
      <Button size="xs" onClick={onAct}>
        Act on {leadsOf(chosen)}…
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={!onExport}
        title={onExport ? undefined : "Up to 1,000 chosen one by one, or all that match"}
        onClick={onExport}
      >
        Export…
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={selection.clear}>
        Clear
      </Button>
    </section>
  );
}
