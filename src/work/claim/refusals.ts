import { clip } from '../../base/clip.ts';
import type { ClaimWords } from '../../claims/index.ts';
import { signatureText } from '../../domain/actor.ts';
import type { Reader } from '../../domain/calls/door.ts';
import { BacklogError, type ErrorCode, type ErrorDetail } from '../../domain/errors.ts';
import { outsideAuthorText } from '../../domain/outside.ts';
import { deletedOf, deletedStep } from '../../domain/queue/deleted-blockers.ts';
import type { Run } from '../../domain/records.ts';
import { offBranchStep, offBranchText } from '../../domain/task/off-branch.ts';
import type { Unready } from '../../domain/task/readiness.ts';
import { isOffBranch, STOP_TAG, type Task, taskName } from '../../domain/task/task.ts';
import type { TaskDate } from '../../domain/task-date.ts';
import type { Beyond } from '../agents/agent-limits.ts';
import { activeNight } from '../night/current.ts';
import { doesWhere } from '../processes/run-here.ts';
import type { Context } from '../workspace/context.ts';
import type { BeyondLimits, Reason } from './eligibility.ts';
import { holderWords } from './holder-words.ts';

/** Returns the error for a task that can't start for another reason than a claim. */
export function refusalToStart(task: Task, reason: Unready | BeyondLimits): BacklogError {
  const { code, phrase, ...detail } = wordedReason(task, reason);
  return new BacklogError(code, `task ${task.id} ${phrase}`, detail);
}

/** Returns the facts about the reader that decide the wording of texts about claims. */
export function claimReader({
  clock,
  repositories,
  caller: { door, offers, holder },
  store,
  otherHost,
  elsewhere,
}: Pick<Context, 'clock' | 'repositories' | 'caller' | 'store' | 'otherHost' | 'elsewhere'>): ClaimWords &
  Reader &
  Pick<Context, 'elsewhere'> & { zone: string; night: string | undefined } {
  return {
    door,
    offers,
    now: clock.now,
    repositories: repositories.all,
    who: holderWords({ records: store.state, reader: holder, now: clock.now, otherHost }),
    elsewhere,
    /** The active night, whose terms never change. */
    get night() {
      return activeNight(store.state)?.id;
    },
    get zone() {
      return clock.zone;
    },
  };
}

/** A reason other than a claim. */
export type OfTask = Exclude<Reason, { blockers: unknown }>;

/** What the sentence for a reason needs besides the reason. Errors show no instants, and are about no run. */
interface ReasonWords {
  when?(date: TaskDate): string;
  elsewhere?(run: Run): string | undefined;
}

/** Formats a reason as a sentence. */
export function wordedReason(
  task: Task,
  reason: OfTask,
  { when = (instant) => instant, elsewhere = () => undefined }: ReasonWords = {},
): { code: ErrorCode; phrase: string } & ErrorDetail {
  const code = 'conflict';
  switch (reason.why) {
    case 'closed':
      return { code, phrase: `is ${reason.status}`, hint: reopenHint(task) };
    case 'template':
      return {
        code,
        phrase: 'is a recurrence template',
        hint: `${instanceHint(reason.instances)} Deleting the template ends the series.`,
        data: { instances: reason.instances.map(({ id }) => id) },
      };
    case 'blocked':
      return {
        code,
        phrase: `is blocked by ${named(reason.by)}`,
        hint: blockedHint(task, reason.by),
        data: { blockedBy: reason.by.map(({ id }) => id) },
      };
    case 'obstacle':
      return {
        code,
        phrase: `is blocked: ${clip(reason.obstacle.note.replace(/\s+/g, ' '), REASON)}${reason.obstacle.until ? ` (look again ${when(reason.obstacle.until)})` : ''}`,
        hint: `task_unblock ${task.id} removes the block. Or start it anyway with \`force: true\`.`,
        data: { obstacle: reason.obstacle },
      };
    case 'subtasks':
      return {
        code,
        phrase: `has open subtasks: ${named(reason.open)}`,
        hint: 'Work on a subtask, or start it anyway with `force: true`.',
        data: { subtasks: reason.open.map(({ id }) => id) },
      };
    case 'waiting':
      return { code, phrase: `is waiting until ${when(reason.until)}` };
    case 'scheduled':
      return { code, phrase: `is scheduled for ${when(reason.until)}` };
    case 'outside':
      return {
        code,
        phrase: `has text by ${outsideAuthorText(reason.awaits)}, whom no person here trusts`,
        hint: `A person reads it with task_info ${task.id} and accepts it: \`backlog accept ${task.id}\`.`,
      };
    case 'underway':
      return {
        code,
        phrase: `is in work elsewhere: ${reason.handoff.note}`,
        hint: `A person starts it here: \`backlog start ${task.id}\`.`,
      };
    case 'stopped':
      return {
        code,
        phrase: `has the tag ${STOP_TAG}: work on it is to stop`,
        hint: `A person starts it anyway: \`backlog start ${task.id}\`. Or removes the tag: \`backlog modify ${task.id} --tags -${STOP_TAG}\`.`,
      };
    case 'step':
      return { code, phrase: `is a step of a session's own to-do list` };
    case 'limits':
      return {
        code,
        phrase: `is beyond the limits of agent ${reason.agent}, which ${reason.because.map(beyondText).join(' and ')}`,
        hint: beyondHint(reason),
        data: { agent: reason.agent, because: reason.because },
      };
    case 'active':
      return { code, phrase: `is active since ${when(reason.since)}` };
    case 'assigned':
      return { code, phrase: `is assigned to ${reason.agent}` };
    case 'handed-off':
      return {
        code,
        phrase: `was released with a handoff note by ${reason.own ? 'you' : signatureText(reason.handoff)}`,
      };
    case 'run':
      return {
        code: 'claimed',
        phrase: `is claimed by run ${reason.run.id}, which ${doesWhere(reason.run, { elsewhere })}`,
      };
  }
}

function beyondHint({ agent, because }: BeyondLimits): string {
  if (because.some(({ why }) => why === 'disabled'))
    return `A person can enable it: \`backlog agent enable ${agent}\`.`;
  return 'Assign it to another agent, or let a person start it anyway, with `--force`.';
}

/** Describes an exceeded limit in words that follow the agent's name. */
export function beyondText(limit: Beyond): string {
  switch (limit.why) {
    case 'disabled':
      return 'is disabled';
    case 'lacks':
      return `lacks ${limit.capabilities.join(', ')}`;
    case 'risk':
      return `may take ${limit.most} risk, not ${limit.risk}`;
    case 'repository':
      return `may not work in ${limit.repository}`;
    case 'paths':
      return `may not work on ${limit.glob}`;
  }
}

export function reopenHint(task: Task): string {
  return `task_modify ${task.id} --status pending opens it again.`;
}

function instanceHint(instances: readonly Task[]): string {
  if (instances.length === 0) return 'None of its instances is open.';
  const named = instances.slice(0, NAMED).map(({ id }) => id);
  return `Name its instance instead: ${named.join(', ')}.`;
}

const NAMED = 5;

/** Maximum length of a reason in a sentence, in characters. */
const REASON = 300;

function blockedHint(waiting: Task, by: readonly Task[]): string {
  const deleted = deletedOf(by);
  if (deleted.length > 0) return `A person decides: ${deletedStep(waiting, deleted)}.`;
  const task = by.find(isOffBranch);
  if (!task) return 'Finish those first, remove the dependency, or start it anyway with `force: true`.';
  return `Bring the work to the branch, ${offBranchStep(task, task.offBranch!)}. Or start it anyway with \`force: true\`.`;
}

/** Names a task; also says that it was deleted, or where its work is if that is not on the branch. */
function blockerName(task: Task): string {
  if (task.status === 'deleted') return `${taskName(task)} (deleted, not completed)`;
  return isOffBranch(task) ? `${taskName(task)} (done, but ${offBranchText(task.offBranch!)})` : taskName(task);
}

function named(tasks: readonly Task[]): string {
  const shown = tasks.slice(0, NAMED).map(blockerName);
  return tasks.length > NAMED ? `${shown.join(', ')} and ${tasks.length - NAMED} more` : shown.join(', ');
}
