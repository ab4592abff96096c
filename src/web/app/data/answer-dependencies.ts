import type { Commit } from './types.ts';

/** Records on which an answer depends: all records of a kind, or some of them. */
export type Depends = string | Part;

interface Part {
  kind: string;
  /** Id of the record. An id that ends with `/` means all records whose ids begin with it. */
  id?: string;
  /** If present, only changes of these fields change the answer. New and removed records always do. */
  fields?: readonly string[];
  /** If present, only records of the task with this uuid change the answer, also those moved to or from it. */
  task?: string;
}

type Change = Commit['changes'][number];

/** Checks whether a commit may change an answer. True if its message doesn't list all changes. */
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
 * Returns the field for a key in a change. The key `depends[]` lists elements that were added to the field `depends` or
 * removed from it.
 */
const fieldOf = (key: string) => key.replace(/\[\]$/, '');

/**
 * The dependency on claims. Only changes of these fields matter: a renewed lease changes nothing that the page shows,
 * and a lease ends without a commit.
 */
const CLAIMS: Depends = { kind: 'claim', fields: ['task', 'holder', 'scope'] };

/** Returns the dependencies of an answer about tasks. @param follows the kinds of other records on which it depends */
export function dependsOf(follows: readonly string[]): Depends[] {
  return ['task', ...follows].map((name) => (name === 'claim' ? CLAIMS : name));
}

/** Checks whether the answer changes as time passes, without a commit. */
export const isTimely = (follows: readonly Depends[]) => follows.includes('time');

/** Checks whether the answer has facts from outside the queue, such as a branch, which change without a commit of it. */
export const isOutside = (follows: readonly Depends[]) => follows.includes('outside');
