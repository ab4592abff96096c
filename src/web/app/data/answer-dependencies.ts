import type { Commit } from './types.ts';

/** Records on which an answer depends: all records of a kind, or a part of them. */
export type Depends = string | Part;

interface Part {
  kind: string;
  /** Id of the record. An id that ends with `/` stands for all records whose ids begin with it. */
  id?: string;
  /** If present, only changes of these fields matter. The creation and the removal of a record always matter. */
  fields?: readonly string[];
  /**
   * If present, only records of the task with this uuid matter, including those that are moved to or from this task.
   */
  task?: string;
}

type Change = Commit['changes'][number];

/**
 * Returns whether a commit may change an answer. Returns true if the message about the commit does not list all
 * changes.
 */
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

/**
 * Returns the field of a key in a change. The key `depends[]` stands for elements that the field `depends` gained or
 * lost.
 */
const fieldOf = (key: string) => key.replace(/\[\]$/, '');

/**
 * The dependency on claims. A renewed lease changes no shown field. When a lease ends, time changes the answer and no
 * commit does.
 */
const CLAIMS: Depends = { kind: 'claim', fields: ['task', 'holder', 'scope'] };

/** Returns the dependencies of an answer about tasks. `follows` lists the kinds of other records. */
export function dependsOf(follows: readonly string[]): Depends[] {
  return ['task', ...follows].map((name) => (name === 'claim' ? CLAIMS : name));
}

/** Returns whether the answer changes as time passes, without a commit. */
export const isTimely = (follows: readonly Depends[]) => follows.includes('time');
