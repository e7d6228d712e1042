import { useMemo, useState } from "react";
import type { Lead } from "../../api/shapes.ts";
import type { Selection } from "../../ui/data-grid.tsx";

export interface LeadSelection extends Selection {
  clear: () => void;
  selectAll: () => void;
}

const none: ReadonlySet<number> = new Set();

/** The selected leads. A new search clears the selection. */
export function useSelection(rows: Lead[], search: string): LeadSelection {
  const [state, setState] = useState({ search, selected: none, all: false });
  const { selected, all } = state.search === search ? state : { selected: none, all: false };
  return useMemo(() => {
    const set = (ids: Iterable<number>, allMatching = false) =>
      setState({ search, selected: new Set(ids), all: allMatching });
    const loadedIds = rows.map(({ leadId }) => leadId);
    return {
      selected,
      all,
      toggle(id) {
        const before = all ? new Set(loadedIds) : new Set(selected);
        if (!before.delete(id)) before.add(id);
        set(before);
      },
      toggleAll: () => set(all || loadedIds.every((id) => selected.has(id)) ? [] : loadedIds),
      clear: () => set([]),
      selectAll: () => set([], true),
    };
  }, [rows, search, selected, all]);
}
