import { goQuery } from '../../shell/route.ts';

/** A control that selects how a view groups its tasks. The URL's parameter `group` has the choice. */
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
