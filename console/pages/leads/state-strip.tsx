import { Skeleton } from "@mantine/core";
import type { Criteria, StateCount } from "../../api/shapes.ts";
import { familyOf, type Part, StateBar, stateLabel } from "../../ui/states.tsx";
import type { Search } from "../../url-search.ts";

interface Props {
  counts: StateCount[] | undefined;
  criteria: Criteria;
  onChange: (change: Search) => void;
}

/** The match broken down by state, suppressed leads apart; a press narrows the search to one, another widens it again. */
export function StateStrip({ counts, criteria, onChange }: Props) {
  if (!counts) return <Skeleton h={44} />;
  const { leadStates = [], suppressed } = criteria;
  const parts = counts
    .filter((one) => !one.suppressed)
    .map(({ state, count }): Part => {
      const picked = leadStates.length === 1 && leadStates[0] === state && suppressed === "ONLY_UNSUPPRESSED";
      return {
        key: state,
        label: stateLabel(state),
        count,
        family: familyOf(state),
        picked,
        onPick: () =>
          onChange(
            picked
              ? { leadStates: undefined, suppressed: undefined }
              : { leadStates: [state], suppressed: "ONLY_UNSUPPRESSED" },
          ),
      };
    });
  const hatched = counts.filter((one) => one.suppressed).reduce((sum, { count }) => sum + count, 0);
  const picked = suppressed === "ONLY_SUPPRESSED";
  if (hatched > 0)
    parts.push({
      key: "suppressed",
      label: "Suppressed",
      count: hatched,
      family: "stopped",
      hatched: true,
      picked,
      onPick: () => onChange({ suppressed: picked ? undefined : "ONLY_SUPPRESSED" }),
    });
  return <StateBar label="States of the leads that match" parts={parts} />;
}
