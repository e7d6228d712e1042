import { IconAlertTriangle } from "../../ui/icons.tsx";

/** Of the calls that were answered, those for which no agent was free, in a hundred: as a bar on which the target stands. */
export function AbandonRate({ percent, target }: { percent: number | null; target: number }) {
  if (percent === null) return <span className="dim">–</span>;
  const over = percent > target;
  const full = Math.max(2 * target, percent);
  return (
    <span className="rate" data-over={over || undefined}>
      <span className="rate-bar" aria-hidden>
        <span style={{ width: `${(100 * percent) / full}%` }} />
        <i style={{ left: `${(100 * target) / full}%` }} />
      </span>
      <span className="figures">
        {percent} <span className="sr-only">of at most</span> / {target} %
        {over && (
          <>
            {" "}
            <IconAlertTriangle size={13} aria-hidden />
            <span className="sr-only">more than the target</span>
          </>
        )}
      </span>
    </span>
  );
}
