import { useMemo, useState } from "react";
import type { Lead } from "../../api/shapes.ts";
import type { Selection } from "../../ui/data-grid.tsx";

export interface LeadSelection extends Selection {
  clear: () => void;
  chooseAll: () => void;
}

const nobody: ReadonlySet<number> = new Set();

/** What is chosen; another search chooses nobody. */
export function useSelection(rows: Lead[], search: string): LeadSelection {
  const [state, setState] = useState({ search, chosen: nobody, all: false });
  const { chosen, all } = state.search === search ? state : { chosen: nobody, all: false };
  return useMemo(() => {
    const set = (ids: Iterable<number>, everyone = false) => setState({ search, chosen: new Set(ids), all: everyone });
    const read = rows.map(({ leadId }) => leadId);
    return {
      chosen,
      all,
      toggle(id) {
        const before = all ? new Set(read) : new Set(chosen);
        if (!before.delete(id)) before.add(id);
        set(before);
      },
      toggleAll: () => set(all || read.every((id) => chosen.has(id)) ? [] : read),
      clear: () => set([]),
      chooseAll: () => set([], true),
    };
  }, [rows, search, chosen, all]);
}
