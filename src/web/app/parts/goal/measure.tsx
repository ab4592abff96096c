import type { GoalNode } from './marks.tsx';

type Measured = Pick<GoalNode, 'baseline' | 'target' | 'current' | 'moved'>;

/** The way from the baseline to the target, with the last value. Shows nothing without a target. */
export function MeasureBar({ of, label }: { of: Measured; label: string }) {
  const { baseline, target, current, moved } = of;
  if (target === undefined) return null;
  const value = current === undefined ? 'no reading' : String(current.value);
  return (
    <span class="measure whole stack gap-4">
      <span class="line-text wrap gap-6 small">
        <span class="soft anywhere">{label}</span>
        <span class="figures end">
          {baseline !== undefined && `${baseline} → `}
          <strong>{value}</strong> → {target}
        </span>
      </span>
      {moved !== undefined && (
        <meter
          class="whole"
          min={0}
          max={100}
          value={moved}
          aria-label={`${label}: ${moved} % of the way`}
          title={`${moved} %`}
        />
      )}
    </span>
  );
}
