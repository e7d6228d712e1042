import { Button, Text } from "@mantine/core";
import { count, leadsOf } from "../../words/words.ts";
import type { LeadSelection } from "./use-selection.ts";

/** Slides in when leads are selected: how many, select all matches, and what to do with them. */
export function SelectionBar({
  selection,
  count: selectedCount,
  total,
  onAct,
  onExport,
}: {
  selection: LeadSelection;
  count: number;
  total: number | undefined;
  onAct: () => void;
  /** Undefined if too many leads are selected one by one. */
  onExport: (() => void) | undefined;
}) {
  if (selectedCount === 0) return null;
  return (
    <section className="selection-bar" aria-label="Selection">
      <Text className="figures" fw={600} role="status">
        {selection.all ? `All ${leadsOf(selectedCount)} selected` : `${count(selectedCount)} selected`}
      </Text>
      {!selection.all && total !== undefined && total > selectedCount && (
        <Button size="xs" variant="subtle" onClick={selection.selectAll}>
          Select all {count(total)} matching
        </Button>
      )}
      <Button size="xs" onClick={onAct}>
        Act on {leadsOf(selectedCount)}…
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={!onExport}
        title={onExport ? undefined : "Select up to 1,000 leads, or all matching leads"}
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
