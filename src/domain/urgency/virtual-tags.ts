import { instantOfDate } from '../date-in-zone.ts';
import { GOAL_KINDS, type GoalKind } from '../goals/words.ts';
import { awaitsAcceptance } from '../outside.ts';
import type { Calendar, Facts, Serves } from '../queue/facts.ts';
import { isLive, type RunState } from '../runs/run-states.ts';
import { isOpen, type Task } from '../task/task.ts';
import { isOverdue, isPending, isReady, isWaiting } from './readiness.ts';

/** Data that derived values depend on, besides tasks: records of a kind, or the current time. */
export type TagSource = GoalKind | 'claim' | 'run' | 'doc' | 'attachment' | 'setting' | 'view' | 'time';

/** A tag that Backlog computes from a task and its facts. */
export interface VirtualTag {
  name: string;
  /** The tag's condition, as one phrase. */
  doc: string;
  /** The preferred name for the same condition. The tag itself exists for compatibility with Taskwarrior. */
  sameAs?: string;
  /** Set if only open tasks can have the tag, so that a search can skip closed ones. */
  openOnly?: true;
  /** Set if the tag names a status. A filter without a status selects only open tasks. */
  saysStatus?: true;
  /** Set if no agent can give or take the tag while a run has the task. Rules of autonomy land by no other tag. */
  ofRules?: 'guarded';
  /** Other records on which the tag depends. A view that shows the tag subscribes to their changes. */
  of?: readonly TagSource[];
  test(task: Task, facts: Facts): boolean;
}

/** Taskwarrior 2.6's virtual tags with its exact conditions, then Backlog's own. */
export const VIRTUAL_TAGS: readonly VirtualTag[] = [
  { name: 'PENDING', doc: 'pending and not waiting', saysStatus: true, openOnly: true, of: ['time'], test: isPending },
  {
    name: 'WAITING',
    doc: 'pending, hidden until its wait date',
    saysStatus: true,
    openOnly: true,
    of: ['time'],
    test: isWaiting,
  },
  { name: 'COMPLETED', doc: 'done', saysStatus: true, test: (task) => task.status === 'completed' },
  { name: 'DELETED', doc: 'deleted', saysStatus: true, test: (task) => task.status === 'deleted' },
  { name: 'ACTIVE', doc: 'started and not stopped', test: (task) => task.start !== undefined },
  {
    name: 'READY',
    doc: 'can be started now: pending, not blocked, not scheduled for later, no open subtasks, no claim, no run',
    openOnly: true,
    of: ['claim', 'run', 'setting', 'time'],
    test: isReady,
  },
  {
    name: 'BLOCKED',
    doc: 'open, and blocked by an open task or by a reason that somebody gave',
    openOnly: true,
    test: (t, { queue }) => queue.isBlocked(t),
  },
  {
    name: 'UNBLOCKED',
    doc: 'not blocked by an open task or a reason; closed tasks are never blocked',
    test: (t, { queue }) => !queue.isBlocked(t),
  },
  {
    name: 'BLOCKING',
    doc: 'open, and blocks an open task',
    openOnly: true,
    test: (t, { queue }) => queue.isBlocking(t),
  },
  dueTag('DUE', 'open, due from today on within 7 days', ['today', 'inSevenDays']),
  {
    name: 'OVERDUE',
    ofRules: 'guarded',
    doc: 'open, due in the past (a day is past when it is over), no recurrence template',
    openOnly: true,
    of: ['time'],
    test: isOverdue,
  },
  dueTag('TODAY', 'open, due today', ['today', 'tomorrow']),
  { ...dueTag('DUETODAY', 'open, due today', ['today', 'tomorrow']), sameAs: 'TODAY' },
  dueTag('TOMORROW', 'open, due tomorrow', ['tomorrow', 'dayAfterTomorrow']),
  dueTag('YESTERDAY', 'open, due yesterday', ['yesterday', 'today']),
  dueTag('WEEK', 'open, due this week (Monday to Sunday)', ['week', 'nextWeek']),
  dueTag('MONTH', 'open, due this month', ['month', 'nextMonth']),
  dueTag('QUARTER', 'open, due this quarter', ['quarter', 'nextQuarter']),
  dueTag('YEAR', 'open, due this year', ['year', 'nextYear']),
  {
    name: 'OUTSIDE',
    ofRules: 'guarded',
    doc: 'has text by an author of another system whom no person here trusts or has accepted',
    openOnly: true,
    test: awaitsAcceptance,
  },
  { name: 'SCHEDULED', doc: 'has a scheduled date', test: (task) => task.scheduled !== undefined },
  { name: 'UNTIL', doc: 'has an until date', test: (task) => task.until !== undefined },
  { name: 'TAGGED', ofRules: 'guarded', doc: 'has a tag', test: (task) => (task.tags?.length ?? 0) > 0 },
  { name: 'ANNOTATED', doc: 'has a note', test: (task) => (task.annotations?.length ?? 0) > 0 },
  { name: 'PROJECT', ofRules: 'guarded', doc: 'has a project', test: (task) => task.project !== undefined },
  { name: 'PRIORITY', ofRules: 'guarded', doc: 'has a priority', test: (task) => task.priority !== undefined },
  { name: 'TEMPLATE', ofRules: 'guarded', doc: 'recurrence template', saysStatus: true, test: isTemplate },
  {
    name: 'PARENT',
    ofRules: 'guarded',
    doc: 'recurrence template',
    sameAs: 'TEMPLATE',
    saysStatus: true,
    test: isTemplate,
  },
  { name: 'INSTANCE', ofRules: 'guarded', doc: 'made from a recurrence template', test: isInstance },
  { name: 'CHILD', ofRules: 'guarded', doc: 'made from a recurrence template', sameAs: 'INSTANCE', test: isInstance },
  {
    name: 'LATEST',
    doc: 'the highest id',
    saysStatus: true,
    test: (task, { queue }) => task.id > 0 && task.id === queue.lastId,
  },
  {
    name: 'UDA',
    ofRules: 'guarded',
    doc: 'has an attribute that Taskwarrior lets users define: a priority',
    test: (task) => task.priority !== undefined,
  },
  { name: 'ORPHAN', doc: 'has fields of another tool', test: hasExtra },
  {
    name: 'CLAIMED',
    doc: 'someone has claimed it',
    of: ['claim', 'time'],
    test: ({ uuid }, facts) => facts.isClaimed(uuid),
  },
  {
    name: 'STALE',
    doc: 'claimed, but every claim on it has expired',
    of: ['claim', 'time'],
    test: isStale,
  },
  { name: 'INREVIEW', doc: 'its last run is in review', of: ['run'], test: lastRun((state) => state === 'review') },
  {
    name: 'RUNNING',
    doc: 'a run is working on it',
    of: ['run'],
    test: lastRun((state) => isLive(state) || state === 'merging'),
  },
  { name: 'FAILED', doc: 'its last run failed', of: ['run'], test: lastRun((state) => state === 'failed') },
  { name: 'ASSIGNED', ofRules: 'guarded', doc: 'has an agent', test: (task) => task.agent !== undefined },
  { name: 'SUBTASK', ofRules: 'guarded', doc: 'is part of another task', test: (task) => task.parent !== undefined },
  {
    name: 'DOC',
    doc: 'has a document',
    of: ['doc'],
    test: (task, facts) => facts.docNames(task.uuid).length > 0,
  },
  {
    name: 'ATTACHED',
    doc: 'has an attachment',
    of: ['attachment'],
    test: (task, facts) => facts.attachmentNames(task.uuid).length > 0,
  },
  {
    name: 'HANDOFF',
    doc: 'has a handoff; subagents and the orchestrator skip it',
    test: (task) => task.handoff !== undefined,
  },
  {
    name: 'TRACED',
    doc: 'has a goal or a reason for upkeep, of its own or from a task above it',
    of: GOAL_KINDS,
    test: (task, facts) => isTraced(facts.servesOf(task)),
  },
  {
    name: 'UPKEEP',
    doc: 'needs no goal, for a reason that it, a task above it or its goal has',
    of: GOAL_KINDS,
    test: (task, facts) => facts.servesOf(task).upkeep === true,
  },
  { name: 'ANY', ofRules: 'guarded', doc: 'every task', saysStatus: true, test: () => true },
];

const BY_NAME = new Map(VIRTUAL_TAGS.map((row) => [row.name, row]));

/** Returns the virtual tag of an upper-case name. @returns undefined for an ordinary tag */
export function virtualTag(name: string): VirtualTag | undefined {
  return BY_NAME.get(name);
}

/** Makes the tag of open tasks whose due date is in a span of the calendar. */
function dueTag(name: string, doc: string, [from, before]: readonly [keyof Calendar, keyof Calendar]): VirtualTag {
  return {
    ...{ name, ofRules: 'guarded', doc, openOnly: true, of: ['time'] },
    test(task, facts) {
      if (task.due === undefined || !isOpen(task)) return false;
      const calendar = facts.calendar();
      const at = instantOfDate(task.due, facts);
      return at >= calendar[from] && at < calendar[before];
    },
  };
}

/** Checks whether a task is a recurrence template. Instances also have the uuid of their template. */
function isTemplate(task: Task): boolean {
  return task.status === 'recurring' || (task.recur !== undefined && task.template === undefined);
}

function isInstance(task: Task): boolean {
  return task.template !== undefined;
}

function hasExtra(task: Task): boolean {
  return task.extra !== undefined && Object.keys(task.extra).length > 0;
}

function isTraced({ goal, upkeep }: Serves): boolean {
  return goal.length > 0 || upkeep === true;
}

function isStale(task: Task, facts: Facts): boolean {
  return facts.claimsOf(task.uuid).length > 0 && !facts.isClaimed(task.uuid);
}

function lastRun(test: (state: RunState) => boolean): VirtualTag['test'] {
  return (task, facts) => {
    const run = facts.latestRun(task.uuid);
    return run !== undefined && test(run.state);
  };
}
