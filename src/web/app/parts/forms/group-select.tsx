import { goQuery } from '../../shell/route.ts';

/** By what the tasks of a view are put together; it stands in the address. */
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
