import { Skeleton } from "@mantine/core";
import type { Criteria, StateCount } from "../../api/shapes.ts";
import { familyOf, type Part, StateBar, stateLabel } from "../../ui/states.tsx";
import type { Search } from "../../url-search.ts";

interface Props {
  counts: StateCount[] | undefined;
  criteria: Criteria;
  onChange: (change: Search) => void;
}

/** The matching leads by state, suppressed ones separately. Clicking a state filters by it; clicking again unfilters. */
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
  return <StateBar label="Matching leads by state" parts={parts} />;
}
