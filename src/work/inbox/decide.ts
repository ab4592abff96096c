import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Proposal } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { checksOf } from '../settings/named-checks.ts';
import { createTask } from '../task/create.ts';
import { noteBy } from '../task/note.ts';
import type { Context } from '../workspace/context.ts';
import { applyChange } from './apply-change.ts';

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
    : { task: taskOf(tx, context, proposal), subtasks: [] };
  return { proposal: decided(tx, context, proposal, { state: 'accepted', task: task.uuid }), task, subtasks };
}

/** Creates the task of a proposal. The proposal's text becomes a note, so that every view quotes it. */
export function taskOf(tx: Tx, context: Deciding, proposal: Proposal): Task {
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
      ...(scope ? { scope: scope.map((entry) => ({ ...entry })) as Task['scope'] } : {}),
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
