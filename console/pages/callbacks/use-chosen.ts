import { useMemo, useState } from "react";
import type { Callback } from "../../api/shapes.ts";
import type { Selection } from "../../ui/data-grid.tsx";

const nobody: ReadonlySet<number> = new Set();

/** What is chosen of the rows that are read; another filter chooses nobody, and what is gone is chosen no more. */
export function useChosen(rows: Callback[], filter: string): Selection & { clear: () => void } {
  const [state, setState] = useState({ filter, chosen: nobody });
  return useMemo(() => {
    const read = new Set(rows.map(({ leadId }) => leadId));
    const before = state.filter === filter ? state.chosen : nobody;
    const chosen = before.intersection(read);
    const set = (ids: ReadonlySet<number>) => setState({ filter, chosen: ids });
    return {
      chosen,
      all: false,
      toggle: (id) => set(chosen.symmetricDifference(new Set([id]))),
      toggleAll: () => set(chosen.size === read.size ? nobody : read),
      clear: () => set(nobody),
    };
  }, [rows, filter, state]);
}
