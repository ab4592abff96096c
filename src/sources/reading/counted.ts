import type { TaskRow } from './row.ts';

/** A counting id such as `TASK-14.2`: prefix `TASK-`, number, and number of the subtask. */
const COUNTED = /^(.*?)(\d+)(?:\.([\d.]+))?$/;

/**
 * Returns a function that checks whether a tool with counting ids has used an id that isn't in the file. The tool has
 * used all ids up to the highest one in the file: those tasks were removed, or the file is incomplete. It hasn't used
 * higher ids.
 * @param nested whether the tool stores subtasks inside their task, so that a task in the file has all of its subtasks
 */
export function givenBefore(rows: readonly TaskRow[], nested = false): (row: TaskRow, id: string) => boolean {
  const highest = new Map<string, number>();
  const there = new Set<string>();
  for (const row of rows) {
    const own = row.known.source as { list?: string; id?: string } | undefined;
    const [, prefix, number] = COUNTED.exec(own?.id ?? '') ?? [];
    if (prefix === undefined) continue;
    const key = JSON.stringify([own?.list, prefix]);
    highest.set(key, Math.max(highest.get(key) ?? 0, Number(number)));
    there.add(JSON.stringify([own?.list, own?.id]));
  }
  return (row, id) => {
    const { list } = row.known.source as { list?: string };
    const [, prefix, number, part] = COUNTED.exec(id) ?? [];
    if (prefix === undefined || Number(number) > (highest.get(JSON.stringify([list, prefix])) ?? 0)) return false;
    return part === undefined || !nested || !there.has(JSON.stringify([list, `${prefix}${number}`]));
  };
}
