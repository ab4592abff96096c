import { createHash } from 'node:crypto';
import { PRIORITIES } from '../src/domain/fields/words.ts';
import { toInstant } from '../src/domain/instant.ts';
import type { Task } from '../src/domain/task/task.ts';

const DAY_MS = 86_400_000;

/** Filters with three terms that select one task in a hundred. One uses indexes; the other must read all tasks. */
export const ONE_PERCENT = {
  indexed: 'project:p3 +t4 priority:H',
  scanned: 'description.has:seldom priority:H -nowhere',
} as const;

/**
 * Returns the n-th task of every store, counted from 0: a description of 60 characters, a project, two tags, and some
 * of the other fields.
 */
export function taskRecord(n: number, id: number, now: number): Task {
  const [project, tag, half, word] = [n % 10, Math.floor(n / 10) % 10, Math.floor(n / 100) % 2, Math.floor(n / 2) % 50];
  const day = (offset: number) => toInstant(now + offset * DAY_MS);
  return {
    uuid: taskUuid(n),
    id,
    description: `Task ${n + 1} of the bench, ${word === 7 ? 'seldom' : 'mostly'} seen`.padEnd(60, '.'),
    status: 'pending',
    entry: day(-(n % 300)),
    modified: day(0),
    project: `p${project}`,
    tags: [`t${tag}`, `t${(tag + 1) % 10}`],
    priority: half === 0 ? 'H' : PRIORITIES[1 + (n % 2)]!,
    due: day(((n * 37) % 120) - 30),
    ...(n % 10 === 9 ? { depends: [taskUuid(n - 1)] } : {}),
    ...(n % 5 === 0 ? { scope: [{ glob: `src/module-${n}/**` }] } : {}),
  };
}

/** Returns a uuid that depends only on the number. These uuids are distributed like random ones. */
export function taskUuid(n: number): string {
  const hex = createHash('sha256').update(String(n)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
