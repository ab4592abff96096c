import type { TaskRow } from './row.ts';

/** A counting id such as `TASK-14.2`: prefix `TASK-`, number, and number of the subtask. */
const COUNTED = /^(.*?)(\d+)(?:\.([\d.]+))?$/;

/**
 * Returns a function that tells whether a tool with counting ids has used an id that is not in the file. Ids up to the
 * highest of their list were used: their tasks were removed, or the file is incomplete. Higher ids never existed.
 * @param nested whether subtasks are stored inside their task, so that a present task has all of its subtasks
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
