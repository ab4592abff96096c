import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { SPLIT_LIMITS } from '../../domain/inbox/words.ts';
import { versionOf } from '../../domain/record-version.ts';
import type { Proposal } from '../../domain/records.ts';
import { openSubtasks } from '../../domain/task/readiness.ts';
import { type Task, taskName } from '../../domain/task/task.ts';
import { same, type Tx } from '../../store/index.ts';
import { heldByOther } from '../claim/claims.ts';
import { changeHeld } from '../claim/held.ts';
import { checksOf } from '../settings/named-checks.ts';
import { deleteTask } from '../task/close.ts';
import { createTask } from '../task/create.ts';
import { type FieldInput, readFields, readingBy } from '../task/fields.ts';
import { noteBy } from '../task/note.ts';
import { putTask } from '../task/put-task.ts';
import { partsByScope, splitTask } from '../task/split.ts';
import type { Context } from '../workspace/context.ts';

type Deciding = Pick<Context, 'queue' | 'clock' | 'repositories' | 'store' | 'caller'>;

/** The result of an acceptance: the new or the changed task, and the subtasks of a split. */
export interface AcceptedProposal {
  proposal: Proposal;
  task: Task;
  subtasks: readonly Task[];
}

/**
 * Finds a proposal for its id.
 * @throws BacklogError `not-found`
 */
export function findProposal(records: Pick<Tx, 'get'>, id: string): Proposal {
  const named = /^p?(\d+)$/i.exec(id.trim())?.[1];
  return (
    (named === undefined ? undefined : records.get('proposal', `p${Number(named)}`)) ??
    refuse('not-found', `no proposal ${JSON.stringify(clip(id, 40))}`, {
      hint: 'The ids of proposals are p1, p2, …. See them: `inbox_list`',
      data: { received: id },
    })
  );
}

/** Finds a proposal that a decision is still open about. A rejected one can be accepted later. */
function undecided(tx: Tx, id: string, isFor: 'accept' | 'merge' | 'reject'): Proposal {
  const proposal = findProposal(tx, id);
  const { state, reason, task } = proposal;
  if (state === 'open' || (state === 'rejected' && isFor !== 'reject')) return proposal;
  const became = task === undefined ? '' : ` (task ${tx.get('task', task)?.id ?? task})`;
  const why = reason && state === 'rejected' ? `: ${clip(reason, 80)}` : '';
  return refuse('conflict', `proposal ${proposal.id} is already ${state}${became}${why}`, {
    hint: 'Open proposals: `inbox_list`. To take a decision back: `task_undo`',
  });
}

/** Turns a proposal into a task, or applies its change of one. */
export function acceptProposal(tx: Tx, context: Context, id: string): AcceptedProposal {
  const proposal = undecided(tx, id, 'accept');
  const { task, subtasks } = proposal.change
    ? applyChange(tx, context, proposal.id, proposal.change)
    : { task: taskOfProposal(tx, context, proposal), subtasks: [] };
  return { proposal: decided(tx, context, proposal, { state: 'accepted', task: task.uuid }), task, subtasks };
}

/** Creates the task of a proposal. The proposal's text becomes a note, so that every view quotes it. */
export function taskOfProposal(tx: Tx, context: Deciding, proposal: Proposal): Task {
  const { title, body, type, project, scope, acceptance, checks = [], found, source, again } = proposal;
  const defined = new Set(checksOf(context.store.state).map(({ name }) => name));
  const origin = found?.task === undefined ? undefined : tx.get('task', found.task);
  const earlier = again === undefined ? undefined : tx.get('task', again);
  const where = found?.path === undefined ? '' : ` at ${found.path}${found.line === undefined ? '' : `:${found.line}`}`;
  const after = earlier ? `, again after task ${earlier.id} was completed` : '';
  const text = `Proposed by ${source.kind} ${source.name}${where}${after}${body === undefined ? '' : `:\n${body}`}`;
  const links: NonNullable<Task['links']> = [
    ...(origin ? [{ type: 'discovered-from' as const, uuid: origin.uuid }] : []),
    ...(earlier && earlier !== origin ? [{ type: 'relates' as const, uuid: earlier.uuid }] : []),
  ];
  return createTask(
    tx,
    context,
    {
      description: title,
      ...present({ type, project: project ?? origin?.project ?? earlier?.project }),
      ...(scope ? { scope: scope.map((entry) => ({ ...entry })) } : {}),
      ...(acceptance ? { acceptance: acceptance.map((one) => ({ text: one })) } : {}),
      checks: checks.filter((name) => defined.has(name)),
    } as Parameters<typeof createTask>[2],
    {
      annotations: [noteBy(tx, context.caller.actor, text)],
      ...(links.length > 0 ? { links } : {}),
    },
  );
}

/** Says that a task covers a proposal. */
export function mergeProposal(tx: Tx, context: Deciding, id: string, task: Task): Proposal {
  const proposal = undecided(tx, id, 'merge');
  if (task.status === 'deleted')
    refuse('conflict', `task ${task.id} is deleted, so it covers no proposal`, {
      hint: `To drop the proposal: \`inbox_reject ${proposal.id} --reason "…"\``,
    });
  return decided(tx, context, proposal, { state: 'merged', task: task.uuid });
}

/** Rejects a proposal. The same one is only counted when it comes again. */
export function rejectProposal(tx: Tx, context: Deciding, id: string, reason: string): Proposal {
  return decided(tx, context, undecided(tx, id, 'reject'), { state: 'rejected', reason });
}

function decided(
  tx: Tx,
  { caller }: Deciding,
  { reason: _, ...proposal }: Proposal,
  decision: Pick<Proposal, 'state' | 'reason' | 'task'>,
): Proposal {
  const next = { ...proposal, ...decision, by: formatActor(caller.actor), decided: tx.at };
  tx.put('proposal', proposal.id, next);
  return next;
}

type Change = NonNullable<Proposal['change']>;

/**
 * Applies a proposed change to its task, as a person's change of the task would. Criteria and checks are added to those
 * of now. Everything else is refused if somebody changed the task since.
 * @throws BacklogError `conflict`; `claimed` if another holder has the task
 */
function applyChange(
  tx: Tx,
  context: Context,
  proposal: string,
  change: Change,
): { task: Task; subtasks: readonly Task[] } {
  const task = tx.get('task', change.task);
  const hint = `To drop the proposal: \`inbox_reject ${proposal} --reason "…"\``;
  if (!task) return refuse('conflict', `the task of proposal ${proposal} is no longer in the queue`, { hint });
  if (task.status !== 'pending') refuse('conflict', `task ${task.id} is ${task.status}`, { hint });
  const { acceptance, checks, scope, parts, close } = change;
  const held = parts || close ? heldByOther(tx, context, task) : undefined;
  if (held) throw held;
  // Times count whole seconds, so the state of the task decides where the proposal has it.
  const isChanged = change.version ? versionOf(task) !== change.version : task.modified !== change.modified;
  if ((scope || parts || close) && isChanged)
    refuse('conflict', `somebody changed task ${task.id} since it was proposed`, {
      hint: `To look at it again: \`task_refine ${task.id}\``,
      data: { seen: change.modified, now: task.modified },
    });
  const open = parts || close ? openSubtasks(context.queue, task) : [];
  if (open.length > 0)
    refuse('conflict', `task ${task.id} has open subtasks: ${open.map(taskName).join(', ')}`, {
      hint,
      data: { subtasks: open.map((child) => child.id) },
    });
  if (close) return { task: deleteTask(tx, context, task), subtasks: [] };
  const changed = withFields(tx, context, task, { acceptance, checks, scope });
  return parts ? split(tx, context, changed, parts) : { task: changed, subtasks: [] };
}

function withFields(
  tx: Tx,
  context: Context,
  task: Task,
  { acceptance = [], checks = [], scope }: Pick<Change, 'acceptance' | 'checks' | 'scope'>,
): Task {
  const known = new Set(task.acceptance?.map(({ text }) => text));
  const defined = new Set(checksOf(context.store.state).map(({ name }) => name));
  const added = acceptance.filter((text) => !known.has(text)).map((text) => ({ text }));
  const names = [...new Set([...(task.checks ?? []), ...checks.filter((name) => defined.has(name))])];
  const fields = {
    ...(added.length > 0 ? { acceptance: [...(task.acceptance ?? []), ...added] } : {}),
    ...(names.length > (task.checks ?? []).length ? { checks: names } : {}),
  } as FieldInput;
  const written = readFields(task, fields, readingBy(tx, context), () => tx.uuid());
  const next = scope ? { ...written, scope } : written;
  if (same(task, next)) return task;
  changeHeld(tx, context, task, next);
  return putTask(tx, next);
}

function split(tx: Tx, context: Context, task: Task, parts: NonNullable<Change['parts']>) {
  let [depth, parent] = [0, task.parent];
  while (parent !== undefined && depth < SPLIT_LIMITS.depth) {
    depth++;
    parent = tx.get('task', parent)?.parent;
  }
  if (depth >= SPLIT_LIMITS.depth)
    refuse('conflict', `task ${task.id} is ${depth} levels below another task, and a split makes no more levels`, {
      hint: 'Add a task for each part instead: `task_add "…"`',
    });
  const scopes = parts.map(({ scope }) => scope);
  if (scopes.every((scope) => scope.length > 0)) partsByScope(context, task, scopes);
  return splitTask(
    tx,
    context,
    task,
    parts.map(({ name, title, acceptance = [] }, i) => ({
      ...{ name, scope: scopes[i]! },
      ...(title === undefined ? {} : { description: title }),
      ...(acceptance.length > 0 ? { acceptance: acceptance.map((text) => ({ id: tx.uuid(), text })) } : {}),
    })),
  );
}
