import type { Commit } from './types.ts';

/** What an answer depends on: records of a kind, or a part of these. */
export type Depends = string | Part;

interface Part {
  kind: string;
  /** The record; one that ends with `/` means all whose ids begin so. */
  id?: string;
  /** Fields of it; what is new or gone counts, too. */
  fields?: readonly string[];
  /** uuid of the task that it says it belongs to: one that is new, is gone, or goes to another task. */
  task?: string;
}

type Change = Commit['changes'][number];

/** May a commit change an answer that depends on this? Where the commit does not say enough: yes. */
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

/** Sets change by element: `depends[]` has those of `depends` that came or went. */
const fieldOf = (key: string) => key.replace(/\[\]$/, '');

/** Renewals of a lease show nothing new: when it is over is a matter of time. */
const CLAIMS: Depends = { kind: 'claim', fields: ['task', 'holder', 'scope'] };

/** What changes an answer that is about tasks and says what beside these it follows. */
export function dependsOf(follows: readonly string[]): Depends[] {
  return ['task', ...follows].map((name) => (name === 'claim' ? CLAIMS : name));
}

/** Does an answer change by time alone? */
export const isTimely = (follows: readonly Depends[]) => follows.includes('time');
