import type { Commit } from './types.ts';

/** Records that an answer depends on: all of a kind, or some of them. */
export type Depends = string | Part;

interface Part {
  kind: string;
  /** Id of the record. With a final `/`, all records whose ids begin with it. */
  id?: string;
  /** Only changes of these fields count. Creation and removal always count. */
  fields?: readonly string[];
  /** Only records of the task with this uuid count: created, removed, or moved to or from the task. */
  task?: string;
}

type Change = Commit['changes'][number];

/** Returns whether a commit may change an answer. True if the message does not list all changes. */
export function touches({ changes, left }: Pick<Commit, 'changes' | 'left'>, depends: readonly Depends[]): boolean {
  return left !== undefined || depends.some((one) => changes.some((change) => meets(change, one)));
}

function meets(change: Change, depends: Depends): boolean {
  if (typeof depends === 'string') return change.kind === depends;
  const { kind, id, fields, task } = depends;
  if (change.kind !== kind || (id !== undefined && !isOf(change.id, id))) return false;
  return (!fields || says(change, fields)) && (task === undefined || isAbout(change, task));
}

const isOf = (id: string, wanted: string) => (wanted.endsWith('/') ? id.startsWith(wanted) : id === wanted);

function says({ before, after }: Change, fields: readonly string[]): boolean {
  if (!before || !after) return true;
  return [...Object.keys(before), ...Object.keys(after)].some((key) => fields.includes(fieldOf(key)));
}

function isAbout({ before, after }: Change, task: string): boolean {
  return (!before && !after) || before?.task === task || after?.task === task;
}

/** Strips the mark of set fields. The key `depends[]` has the elements that `depends` gained or lost. */
const fieldOf = (key: string) => key.replace(/\[\]$/, '');

/** A renewed lease shows nothing new. Its end is a matter of time, not of commits. */
const CLAIMS: Depends = { kind: 'claim', fields: ['task', 'holder', 'scope'] };

/** Returns the dependencies of an answer about tasks. `follows` names the other kinds of records. */
export function dependsOf(follows: readonly string[]): Depends[] {
  return ['task', ...follows].map((name) => (name === 'claim' ? CLAIMS : name));
}

/** Returns whether the answer changes as time passes, without a commit. */
export const isTimely = (follows: readonly Depends[]) => follows.includes('time');
