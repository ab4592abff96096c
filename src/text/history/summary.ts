import { kindRow } from '../../domain/kinds/table.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { taskName } from '../../domain/task/task-name.ts';
import type { Commit } from '../../store/index.ts';
import { oneLine } from '../safe.ts';
import { VALUE_LIMITS } from './value.ts';

type Change = Commit['changes'][number];
type Tasks = Pick<TaskQueue, 'get'>;

/** Fields that change together with the status, so the text doesn't mention them. */
const ALONG = new Set(['modified', 'end', 'entry', 'start', 'rank', 'handoff', 'source']);

/**
 * Names a commit in words, for a text such as "Undone": `the import of 10,000 tasks`, `completing #42 Translate the
 * checkout`, `changing setting claims.ttl`.
 */
export function commitSummary({ command, changes }: Commit, tasks: Tasks): string {
  const tasksChanged = changes.filter(({ kind }) => kind === 'task');
  const [first, second] = tasksChanged;
  if (first && !second) return `${verbOf(first)} ${nameOf(first, tasks)}`;
  if (first) return severalTasks(command, tasksChanged);
  const [claim, otherClaim] = changes.filter(({ kind }) => kind === 'claim');
  if (claim && !otherClaim) return `${claimVerb(claim)} ${claimed(claim, tasks)}`;
  const others = changes.flatMap((change) => recordName(change, tasks) ?? []);
  if (others.length === 1) return others[0]!;
  return others.length > 1 ? `${number(others.length)} changes` : command.replaceAll('_', ' ');
}

const claimVerb = ({ before, after }: Change) =>
  before === null ? 'claiming' : after === null ? 'releasing' : 'changing the claim of';

/** Names what a claim is about: its task, or its first files. */
function claimed({ before, after }: Change, tasks: Tasks): string {
  const { task, scope = [] } = { ...before, ...after } as { task?: string; scope?: readonly { glob: string }[] };
  const owner = task === undefined ? undefined : tasks.get(task);
  if (owner) return taskName({ id: owner.id, description: oneLine(owner.description, VALUE_LIMITS.text) });
  const [first, ...others] = scope.map(({ glob }) => oneLine(glob, VALUE_LIMITS.value));
  if (first === undefined) return 'files';
  return others.length > 0 ? `${first} and ${number(others.length)} more` : first;
}

function severalTasks(command: string, changes: readonly Change[]): string {
  const count = `${number(changes.length)} tasks`;
  const verbs = new Set(changes.map((change) => verbOf(change, 1)));
  const [verb] = verbs;
  if (command === 'task_import' && verb === 'adding') return `the import of ${count}`;
  return `${verbs.size === 1 ? verb : 'changing'} ${count}`;
}

/**
 * Returns the verb for a change.
 * @param most maximum number of named fields; a change of more fields is called "changing"
 */
function verbOf({ before, after }: Change, most = 3): string {
  if (before === null) return 'adding';
  if (after === null) return 'removing';
  if (typeof after.status === 'string') return STATUS_VERBS[after.status] ?? 'changing';
  if ('start' in after || 'start' in before) return after.start ? 'starting' : 'stopping';
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !ALONG.has(field))
    .map((field) => FIELD_WORDS[field] ?? field.replace(/\[\]$/, ''));
  if (fields.length === 0) return 'rank' in before || 'rank' in after ? 'moving' : 'changing';
  return fields.length > most || most === 1 ? 'changing' : `changing ${fields.join(', ')} of`;
}

const STATUS_VERBS: Readonly<Record<string, string>> = {
  completed: 'completing',
  deleted: 'deleting',
  pending: 'reopening',
};

const FIELD_WORDS: Readonly<Record<string, string>> = {
  'annotations[]': 'notes',
  'acceptance[]': 'criteria',
  'depends[]': 'dependencies',
};

/** Returns the name of a changed record. For a removed task, uses its last fields. */
function nameOf({ id, before, after }: Change, tasks: Tasks): string {
  const known = tasks.get(id) ?? ({ ...before, ...after } as { id?: number; description?: string });
  if (known.id === undefined || known.description === undefined) return 'a task';
  return taskName({ id: known.id, description: oneLine(known.description, VALUE_LIMITS.text) });
}

function recordName({ kind, id, before, after }: Change, tasks: Tasks): string | undefined {
  const told = kindRow(kind)?.historyText;
  if (!told) return undefined;
  const owner = tasks.get(id.split('/', 1)[0]!);
  const verb = before === null ? 'adding' : after === null ? 'removing' : 'changing';
  return `${verb} ${oneLine(told.name(id), VALUE_LIMITS.value)}${owner ? ` of #${owner.id}` : ''}`;
}

const number = (count: number) => count.toLocaleString('en-US');
