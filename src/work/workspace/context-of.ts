import { isWithin, runHolder } from '../../claims/index.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import { type PutRecord, type Store, same, type Tx, uuidOf, type Workspace } from '../../store/index.ts';
import type { Clock } from '../../time/index.ts';
import { agreedStep, checkedStep } from '../claim/check-effects.ts';
import { claimSilence, judgingIn, leaseFacts } from '../claim/lease-facts.ts';
import { holderOfRunIn } from '../claim/run-of.ts';
import { stacksIn } from '../claim/stacks.ts';
import { caseRuleOf, locate, locator } from '../paths/locate.ts';
import { mayAct } from '../people/person-acts.ts';
import { checkQueueToken } from '../people/tokens.ts';
import type { StartJob } from '../processes/background-job.ts';
import { aliveIn, holderIn, otherHostIn } from '../processes/queue-machine.ts';
import { otherMachineText } from '../processes/run-here.ts';
import { accepting, awaitingAgain } from '../task/intake/awaits.ts';
import type { Caller, Context } from './context.ts';
import { queueFacts, type WorkspaceIndexes } from './indexes.ts';
import { recording } from './repositories.ts';

/** The store in use. The first write can replace it by a newly created store. */
export interface Current {
  where: Workspace;
  store: Store;
  indexes: WorkspaceIndexes;
}

/** Builds the context of a call. It has getters, because the first write of a call can replace the store. */
export function contextOf(
  current: () => Current,
  call: {
    caller: Caller;
    cwd: string;
    find: (folder?: string) => Workspace;
    clock: Clock;
    start: StartJob;
    make: () => Promise<unknown>;
    files?: Context['files'];
  },
): Context {
  const { cwd, clock, files = new Map() } = call;
  const caller = callerIn(current().store, call.caller);
  const find = (folder?: string) => asOpened(call.find(folder), current().where);
  const now = toInstant(clock.now);
  const state = () => current().store.state;
  const repositories = () => {
    const { indexes, where } = current();
    return indexes.repositories(where);
  };
  const around = () => ({ find, dir: current().where.dir, repositories: repositories().all });
  let recorder: { of: Current; store: Store } | undefined;
  const store = () => {
    const of = current();
    if (recorder?.of !== of) recorder = { of, store: recording(of.store, of.where) };
    return recorder.store;
  };
  const context: Context = {
    get store() {
      return store();
    },
    async write(command, fn, { endsClaims, ...about } = {}) {
      const { value, seq } = await store().write({ command, actor: caller.actor, ...about }, (tx) => {
        checkQueueToken(caller, tx, tx.atMs);
        return agreedStep(txOf(tx, caller), context, (agreed) => checkedStep(agreed, context, fn), endsClaims);
      });
      if (seq !== null) caller.wrote?.(seq);
      return value;
    },
    get queue() {
      const queue = current().indexes.queue();
      queue.settle(now);
      return queue;
    },
    get ranking() {
      return current().indexes.ranking();
    },
    get texts() {
      return current().indexes.texts();
    },
    clock,
    get coefficients() {
      return current().indexes.coefficients();
    },
    caller,
    with: (other) => contextOf(current, { ...call, ...other, files }),
    cwd,
    files,
    get root() {
      return repositories().here?.root ?? current().where.root;
    },
    get repositories() {
      return repositories();
    },
    make: call.make,
    workspace: (folder) => (folder === undefined ? current().where : find(folder)),
    locate: (file) => locate(file, around()),
    locator: () => locator(around()),
    alive: (process) => aliveIn(current().store)(process),
    get silentFor() {
      return claimSilence(current().store);
    },
    otherHost: (process) => otherHostIn(current().store)(process),
    elsewhere: (run) => otherMachineText(run, current().store),
    caseInsensitive: caseRuleOf(() => repositories().all),
    facts: () => {
      const { indexes, store } = current();
      const judging = judgingIn(store);
      const stackOf = stacksIn(store.state, indexes.queue, store);
      return queueFacts(indexes, clock, { ...judging, ...leaseFacts(store.state, judging, clock.now), stackOf });
    },
    timely: () => current().indexes.timely().values(),
    uuidOf,
    start: (job, folders) => call.start(job, { ...folders, store: current().store.dir }),
    view: (name) => state().get('view', name)?.filter,
  };
  return context;
}

/** Returns the caller with its holder in this queue. The agents of attempts share one holder. */
function callerIn(store: Store, caller: Caller): Caller {
  const { run } = caller.actor;
  const own = run === undefined ? undefined : runHolder(run);
  const isOwn = own !== undefined && isWithin(caller.holder, own);
  const named = isOwn ? `${holderOfRunIn(store.state, run!)}${caller.holder.slice(own.length)}` : caller.holder;
  const holder = holderIn(store, named);
  return holder === caller.holder ? caller : { ...caller, holder };
}

/**
 * Gives a repository without a queue the folder that the opened workspace has reserved for its queue. Each search would
 * otherwise return a folder of its own until the first write, and no file would be in this workspace.
 */
function asOpened(found: Workspace, { unnamed, common, dir }: Workspace): Workspace {
  return found.unnamed && unnamed && found.common === common ? { ...found, dir } : found;
}

/** Returns the transaction with the rules of its caller about tasks of others. */
function txOf(tx: Tx, caller: Caller): Tx {
  const { run } = caller.actor;
  if (run === undefined && mayAct(caller, 'tasks.accept')) return accepting(tx);
  const awaiting = awaitingAgain(tx, caller);
  return run === undefined ? awaiting : withinOwnTasks(awaiting, run);
}

/**
 * Returns the clock of a call. Finds the time zone only when it is needed, because that takes a fifth of a hook's time.
 */
export function clockAt(now: number, zone: () => string): Clock {
  return {
    now,
    get zone() {
      return zone();
    },
  };
}

/** The fields that say what a task is, and whether it is open. A run changes them only in its own tasks. */
const OF_ITS_AUTHOR = [
  ...(['description', 'status', 'until', 'recur', 'parent'] as const),
  ...(['scope', 'acceptance', 'checks'] as const),
] satisfies readonly (keyof Task)[];

/**
 * Wraps a transaction of a run's agent: it can't delete, complete or reword a task of someone else. Its own tasks are
 * the task of the run, tasks that it added and no person accepted, and subtasks of these.
 * @throws BacklogError `forbidden` from `put`
 */
function withinOwnTasks(tx: Tx, run: string): Tx {
  const made = new Set<string>();
  const isOwn = (task: Task): boolean => isOf(tx, run, made, task);
  return Object.create(tx, {
    put: {
      value(...[kind, id, record]: PutRecord) {
        if (kind === 'task') {
          const before = tx.get('task', id);
          if (!before) made.add(id);
          else checkField(run, before, record, isOwn);
        } else if (kind === 'doc') {
          const of = record.task;
          const task = of === undefined ? undefined : tx.get('task', of);
          if (task && !isOwn(task)) refuseForeign(run, task, 'documents');
        }
        return tx.put(kind, id, record);
      },
    },
  });
}

function checkField(run: string, before: Task, after: Task, isOwn: (task: Task) => boolean): void {
  const changed = OF_ITS_AUTHOR.find((field) => !same(before[field], after[field]));
  if (changed !== undefined && !isOwn(before)) refuseForeign(run, before, changed);
}

function isOf(tx: Tx, run: string, made: ReadonlySet<string>, task: Task): boolean {
  const seen = new Set<string>();
  for (
    let one: Task | undefined = task;
    one && !seen.has(one.uuid);
    one = one.parent ? tx.get('task', one.parent) : undefined
  ) {
    if (made.has(one.uuid) || one.uuid === tx.get('run', run)?.task) return true;
    if (one.awaits?.why === 'added' && one.awaits.run === run) return true;
    seen.add(one.uuid);
  }
  return false;
}

function refuseForeign(run: string, { id }: Task, what: string): never {
  return refuse('forbidden', `run ${run} can't change the ${what} of task ${id}, which is not its own`, {
    hint: `Propose the change in a note: task_annotate ${id} --text "…". Or add a task for it with task_add.`,
    data: { run, task: id, field: what },
  });
}
