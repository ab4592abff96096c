import { goQuery } from '../../shell/route.ts';

/** Selects the grouping of a view's tasks. The URL stores it as `group`. */
export function GroupSelect({ by, groups }: { by: string; groups: Readonly<Record<string, { title: string }>> }) {
  return (
    <select
      aria-label="Groups"
      value={by}
      onChange={({ currentTarget }) => goQuery({ group: currentTarget.value === 'none' ? '' : currentTarget.value })}
    >
      {Object.entries(groups).map(([name, { title }]) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
    </select>
  );
}
