import { useMemo, useState } from "react";
import type { Callback } from "../../api/shapes.ts";
import type { Selection } from "../../ui/data-grid.tsx";

const none: ReadonlySet<number> = new Set();

/** The selected rows. A new filter clears the selection, and rows that disappear drop out of it. */
export function useCallbackSelection(rows: Callback[], filter: string): Selection & { clear: () => void } {
  const [state, setState] = useState({ filter, selected: none });
  return useMemo(() => {
    const loadedIds = new Set(rows.map(({ leadId }) => leadId));
    const before = state.filter === filter ? state.selected : none;
    const selected = before.intersection(loadedIds);
    const set = (ids: ReadonlySet<number>) => setState({ filter, selected: ids });
    return {
      selected,
      all: false,
      toggle: (id) => set(selected.symmetricDifference(new Set([id]))),
      toggleAll: () => set(selected.size === loadedIds.size ? none : loadedIds),
      clear: () => set(none),
    };
  }, [rows, filter, state]);
}
