import { IconAlertTriangle } from "../../ui/icons.tsx";

/**
 * The abandon rate, in percent of answered calls, as a bar with a mark at the target. The bar ends at twice the target,
 * or at the rate if that is higher.
 */
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
        {percent} <span className="sr-only">percent, target</span> / {target}%
        {over && (
          <>
            {" "}
            <IconAlertTriangle size={13} aria-hidden />
            <span className="sr-only">above target</span>
          </>
        )}
      </span>
    </span>
  );
}
