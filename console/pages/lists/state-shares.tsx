import { familyOf, stateLabel } from "../../ui/states.tsx";
import { count } from "../../words/words.ts";

/** Leads by state as one thin bar. */
export function StateShares({ counts }: { counts: Record<string, number> }) {
  const parts = Object.entries(counts);
  const total = parts.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return <span className="dim">–</span>;
  const words = parts.map(([state, n]) => `${count(n)} ${stateLabel(state).toLowerCase()}`).join(", ");
  return (
    <div className="state-bar" role="img" aria-label={words} title={words}>
      {parts.map(([state, n]) => (
        <span key={state} data-family={familyOf(state)} style={{ flexGrow: n / total }} />
      ))}
    </div>
  );
}
