import type { Task } from './task.ts';

type Imported = Pick<Task, 'source' | 'extra' | 'description'>;

/**
 * The ids that other tools show instead of the id that identifies a task in their files, by kind of source.
 * mazen160's backlog identifies a task by a ULID, and shows `TASK-` and its number.
 */
const SHOWN_IDS: Readonly<Record<string, (extra: Readonly<Record<string, unknown>>) => string | undefined>> = {
  mazen160: ({ task_seq, seq }) => {
    const number = task_seq ?? seq;
    return typeof number === 'number' && number > 0 ? `TASK-${number}` : undefined;
  },
};

/** Kinds of sources whose lines have no ids. Their tasks are identified by their words. */
const WITHOUT_IDS: ReadonlySet<string> = new Set(['markdown', 'org']);

/**
 * Matches an id of another tool: one word of letters, digits and `-_.:/#`. A number alone is always the number of a task
 * in this queue.
 */
const REF = /^(?!\d+$)[\p{L}\p{N}][\p{L}\p{N}._:/#-]{0,79}$/u;

/** Matches the id that programs write as a word and a number: `TASK-5`, `ENG-12`, `task_001`, `BACK-5.1`. */
export const WORDED_ID = '[a-z][a-z0-9]*[-_]\\d+(?:\\.\\d+)*';

/** Returns the ids by which its tool calls an imported task, the shown one first. */
export function refsOf({ source, extra = {}, description }: Imported): string[] {
  if (!source || WITHOUT_IDS.has(source.kind)) return [];
  const shown = Object.hasOwn(SHOWN_IDS, source.kind) ? SHOWN_IDS[source.kind]!(extra) : undefined;
  return [shown, source.id].filter(
    (ref) => ref !== undefined && REF.test(ref) && refKey(ref) !== refKey(description),
  ) as string[];
}

/** Returns the form in which ids are compared: case and leading zeros of a number don't matter. */
export function refKey(ref: string): string {
  return ref
    .trim()
    .toLowerCase()
    .replace(/(?<=[-_])0+(?=\d)/g, '');
}

/** Returns the beginning that ids of one tool share: `task-` of `TASK-5`, `bd-` of `bd-a1b2`. */
export function refPrefix(ref: string): string | undefined {
  return /^[^\s._:/#-]+[._:/#-]/.exec(ref.trim().toLowerCase())?.[0];
}

/** Checks whether a text can be an id of another tool. Only then a queue is searched for it. */
export function mayBeRef(text: string): boolean {
  return REF.test(text.trim());
}
