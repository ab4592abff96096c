import type { TaskRow } from './row.ts';

/** `TASK-14.2`: what counts (`TASK-`), the number, and of a subtask its own. */
const COUNTED = /^(.*?)(\d+)(?:\.([\d.]+))?$/;

/**
 * Was an id that is not in the file once given by a tool that counts? Those up to the highest of their list were: their tasks were removed,
 * or the file is a part. Any other was never given.
 * @param nested subtasks stand inside their task: where that is there, all of them are
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
