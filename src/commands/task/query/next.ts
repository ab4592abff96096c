import * as z from 'zod';
import { clip } from '../../../base/clip.ts';
import { lazy } from '../../../base/lazy.ts';
import type { Shape } from '../../../base/shape.ts';
import { callOf } from '../../../domain/calls/door.ts';
import { flagInput } from '../../../domain/calls/inputs.ts';
import { statusLabel } from '../../../domain/state-words.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import { isFree, isStartable } from '../../../domain/urgency/readiness.ts';
import { type Filter, sortTasks } from '../../../filter/index.ts';
import { briefText } from '../../../text/brief.ts';
import { nameText, rowText } from '../../../text/row.ts';
import { oneLine } from '../../../text/safe.ts';
import type { Reason } from '../../../work/claim/eligibility.ts';
import { firstFree, type PullCandidates, type Pulled, pulled, pulling } from '../../../work/claim/pull.ts';
import { reasonText } from '../../../work/claim/reason-text.ts';
import { claimReader } from '../../../work/claim/refusals.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import { compileContextFilter } from '../../../work/task/select.ts';
import { selectTasks } from '../../../work/task/selection.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { defineCommand } from '../../command.ts';
import * as outputs from '../../outputs.ts';

const PEEK = 5;

export const taskNext = defineCommand({
  name: 'task_next',
  title: 'Take the next task',
  elsewhere: 'take',
  summary: 'Start the most urgent ready task available to you, claim its files, return its brief. Atomic.',
  toolset: 'core',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Choose from this filter').default(''),
      peek: flagInput().describe('List the candidates, start none').optional(),
    }),
  output: () =>
    z.strictObject({
      peek: outputs.tasks().nullable(),
      brief: outputs.brief().nullable(),
      pulled: pulled().nullable(),
      asked: asked().nullable(),
    }),
  async run(context, input, write) {
    const filter = await compileContextFilter(context, input.filter);
    if (input.peek) {
      const { state } = context.store;
      const records = { get: state.get, all: state.all, atMs: context.clock.now };
      const { candidates, asked } = choiceOf(context, filter);
      const { tasks, passed } = firstFree(records, context, candidates, PEEK);
      if (tasks.length > 0) return { peek: tasks, brief: null, pulled: null, asked: null };
      return { peek: tasks, brief: null, pulled: { taken: null, passed }, asked: asked() };
    }
    let choice: ReturnType<typeof choiceOf> | undefined;
    const pull = pulling(
      () => {
        choice = choiceOf(context, filter);
        return choice.candidates;
      },
      (tasks) => {
        const facts = context.facts();
        return tasks.filter((task) => isStartable(task, facts) && filter.matches(task, facts));
      },
    );
    const value = await write((tx) => {
      const taking = pull(tx, context);
      return { pulled: taking, asked: taking.taken ? null : choice!.asked() };
    });
    const { taken } = value.pulled;
    const brief = taken && (await loadBrief(context, context.facts(), taken.task, context.caller.holder));
    return { peek: null, brief, ...value };
  },
  show: {
    rows: {
      of: 'peek',
      columns: ['id', 'description', 'status', 'project', 'priority', 'tags', 'due'],
      read: ({ peek, pulled }) => peek ?? (pulled?.taken ? [pulled.taken.task] : []),
    },
    text: ({ peek, brief, pulled, asked }, context) => {
      const facts = context.facts();
      if (peek && peek.length > 0) return peek.map((task) => rowText(task, facts)).join('\n');
      if (brief) return `Started and claimed for you.\n${briefText(brief, facts, context.caller)}`;
      return nothing(pulled!, asked!, context);
    },
  },
  cli: {
    positional: ['filter'],
    examples: ['task next', 'task next project:web', 'task next --peek', "task next --format template '{{id}}'"],
    foundNothing: ({ peek, pulled }) => (peek ? peek.length === 0 : !pulled?.taken),
  },
});

/** The facts about a request that found no task. */
const asked = () => z.strictObject({ filter: z.string(), open: z.int(), blocked: z.int(), notes: z.array(z.string()) });
type Asked = Shape<typeof asked>;

/**
 * Returns the tasks to judge: those of the filter that could start if nobody had them. If none is free, the answer names
 * who has them.
 */
function choiceOf(context: Context, filter: Filter): { candidates: PullCandidates; asked(): Asked } {
  const facts = context.facts();
  const { coefficients, queue } = context;
  const selected = lazy(() => selectTasks(filter, facts));
  const sorted = (some: readonly Task[], limit?: number) =>
    sortTasks(some, filter.sort, facts, { coefficients, limit });
  const isPlain = filter.ast.where.kind === 'all' && filter.sort.length === 0;
  function* best(meets: (task: Task) => boolean) {
    const ranked = isPlain ? context.ranking.best(facts, coefficients, meets) : undefined;
    yield* ranked ?? bestFirst(sorted, () => selected().tasks.filter(meets));
  }
  return {
    candidates: {
      ready: best((task) => isFree(task, facts)),
      all: best((task) => isStartable(task, facts)),
    },
    asked() {
      const { tasks, notes } = selected();
      const open = tasks.filter(isOpen);
      const blocked = open.filter((task) => queue.isBlocked(task)).length;
      return { filter: filter.source.trim(), open: open.length, blocked, notes };
    },
  };
}

/** Number of tasks to sort first. In most cases, one of them is free. */
const FEW = 64;

/** Yields tasks, the best first. It sorts all of them only if the caller wants more than a few. */
function* bestFirst(
  sorted: (some: readonly Task[], limit?: number) => readonly Task[],
  tasks: () => readonly Task[],
): Generator<Task> {
  const some = tasks();
  yield* sorted(some, FEW);
  if (some.length > FEW) yield* sorted(some).slice(FEW);
}

function isYours(reason: Reason): boolean {
  return reason.why === 'held' && reason.blockers.every(({ relation }) => relation === 'own');
}

function nothing({ passed }: Pulled, { filter, open, blocked, notes }: Asked, context: Context): string {
  if (open === 0)
    return [
      `No task to take: ${filter ? `no open task matches ${filter}` : 'there are no open tasks'}.`,
      ...notes,
    ].join('\n');
  const telling = claimReader(context);
  const lines = passed.slice(0, PEEK).map(({ task, reasons }) => {
    const [reason] = reasons;
    const call = (command: string) => callOf(context.caller, command, String(task.id));
    if (!reason) return clip(`- ${nameText(task)}`, 240);
    if (isYours(reason))
      return `${clip(`- ${nameText(task)}`, 240)}: you have claimed it; ${call('task_done')} completes it, ${call('task_stop')} releases it`;
    const again = reason.why === 'handed-off' ? `; ${call('task_start')} continues it` : '';
    return `${clip(`- ${nameText(task)}: ${reasonText(task, reason, telling)}`, 240)}${again}`;
  });
  const which = filter ? ` of ${filter}` : '';
  const own = passed.filter(({ reasons: [reason] }) => reason && isYours(reason)).length;
  const others = passed.length - own;
  const counts = [
    `${open} open`,
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    ...(own > 0 ? [`${own} claimed by you`] : []),
    ...(others > 0 || (own === 0 && blocked === 0) ? [`${others} not available to you`] : []),
  ];
  return [`No task to take${which}: ${counts.join(', ')}.`, ...lines, ...offBranchLines(context)].join('\n');
}

/** Names the completed tasks for whose work others wait, because it is not on the branch. */
function offBranchLines({ queue }: Context): string[] {
  const waitedFor = [...queue.offBranch()].filter((task) => queue.isBlocking(task));
  return waitedFor.slice(0, PEEK).map((task) => oneLine(`- ${nameText(task)}: ${statusLabel(task)}`));
}
