import { refuse } from '../../domain/errors.ts';
import { unmetDependencies } from '../../domain/queue/graph.ts';
import type { Run } from '../../domain/records.ts';
import { type NextStart, nextStart, standingOf, standingText, startName } from '../../domain/runs/stack.ts';
import { runsByTask, stacksIn } from '../../work/claim/stacks.ts';
import { STACK } from '../../work/settings/run-settings.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { RunRecords } from '../find-run.ts';

type Needed = Pick<Context, 'queue' | 'store'>;

/** Returns where the next round of a run starts if its start commit has to change. */
export function startInStack(context: Needed, records: RunRecords, run: Run): NextStart {
  const standing = standingOf(run, runsByTask(records));
  const task = records.get('task', run.task);
  if (!task || standing === undefined || standing === 'landed' || standing === 'waits')
    return nextStart(standing, { stack: undefined, isBlocked: false });
  const stack = stacksIn(records, () => context.queue, context.store)(task);
  const fits = stack && isSamePlace(run, records.get('run', stack.run)) ? stack : undefined;
  return nextStart(standing, { stack: fits, isBlocked: context.queue.isBlocked(task) });
}

/** Checks whether two runs have the same repository and target branch. */
export function isSamePlace(run: Pick<Run, 'repository' | 'target'>, other: Run | undefined): boolean {
  return other !== undefined && other.repository === run.repository && other.target === run.target;
}

/**
 * Describes the update of a stacked run's next round, if the result below it changed or will never land.
 * @throws BacklogError `conflict` if there is nothing on which the round could start
 */
export function stackUpdate(context: Needed, records: RunRecords, run: Run): Run['update'] {
  const standing = standingOf(run, runsByTask(records));
  if (!run.result || (standing !== 'moved' && standing !== 'gone')) return undefined;
  const text = standingText(run.stackedOn!, standing, runsByTask(records));
  if (startInStack(context, records, run) === 'blocked') refuseBlocked(records, run, text);
  return { why: 'stack', text };
}

/** Returns the number of the open task without which a result that its stack returned can't continue; undefined if it can. */
export function comesFirst({ queue, store }: Needed, run: Run): number | undefined {
  const task = run.state === 'review' && run.waits?.why === 'stack' ? queue.get(run.task) : undefined;
  if (!task || startInStack({ queue, store }, store.state, run) !== 'blocked') return undefined;
  return unmetDependencies(queue, task)[0]?.id;
}

function refuseBlocked(records: RunRecords, run: Run, text: string): never {
  const { id, task, stackedOn } = run;
  const below = records.get('run', stackedOn!.run)?.task;
  const [own, first] = [records.get('task', task)?.id, below && records.get('task', below)?.id];
  const name = first === undefined ? 'the task below' : `task ${first}`;
  const isOff = !isStackOn(records, run);
  return refuse(
    'conflict',
    `can't continue run ${id}: ${text}, and ${isOff ? `${STACK} is off` : `${name} has no other result on which it can start yet`}`,
    {
      hint: `${isOff ? `Wait for the merge of ${name}, turn stacks on (\`${STACKS_ON}\`)` : 'Wait for one'}, or run_discard ${id}. If its task doesn't need that work: \`backlog modify ${own} --depends -${first ?? '…'}\`.`,
      data: { run: id, stackedOn: stackedOn!.run },
    },
  );
}

const STACKS_ON = `backlog setting set ${STACK} true`;

const isStackOn = (records: RunRecords, { repository }: Run) => settingOf(records, STACK, repository) === true;

/** @throws BacklogError `conflict` if a run can't be approved because of the result below it */
export function checkStackApprovable(context: Needed, records: RunRecords, run: Run): void {
  const standing = standingOf(run, runsByTask(records));
  if (standing !== 'moved' && standing !== 'gone') return;
  const text = standingText(run.stackedOn!, standing, runsByTask(records));
  const next = startInStack(context, records, run);
  const start = typeof next === 'object' ? next.stackedOn : undefined;
  refuse('conflict', `can't approve run ${run.id}: ${text}`, {
    hint:
      next === 'blocked'
        ? `Discard it: run_discard ${run.id}. Or request changes after the ${isStackOn(records, run) ? 'task below has another result' : 'merge of the task below'}.`
        : `Its next round starts on ${startName(run.target, start)}: run_request_changes ${run.id} --note "…".`,
    data: { run: run.id, stackedOn: run.stackedOn!.run, standing },
  });
}
