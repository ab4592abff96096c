import { counted, dollars, gigabytes } from '../../base/amounts.ts';
import { inDoorWords, type Reader } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Night, NightTerms, Run } from '../../domain/records.ts';
import type { ResultLevel } from '../../domain/risk/meaning/levels.ts';
import { type Named, titleOf } from '../../domain/task/task.ts';
import { type Clock, formatFull } from '../../time/index.ts';
import type { Column, LabelledCell, OutputDoc } from '../doc/doc.ts';
import { oneLine } from '../safe.ts';
import { durationText } from './run.ts';

/** What a reader of the terms has to know beside them. */
export interface TermsAround {
  clock: Pick<Clock, 'now' | 'zone'>;
  /** Results that wait for review now. */
  waiting: number;
  /** Whether some rule lands results. */
  lands: boolean;
  /** Whether a person stopped autonomy. */
  isStopped: boolean;
  /** Names of agents that report no cost, so that no budget counts them. */
  unpriced: readonly string[];
}

/** Formats the terms of a night, each with what happens at its end: the contract that a person agrees to. */
export function termFacts(
  terms: NightTerms,
  { clock, waiting, lands, isStopped, unpriced }: TermsAround,
): LabelledCell[] {
  const {
    until,
    filter,
    goal,
    agents,
    budgetUsd,
    unreviewed,
    unreviewedIn,
    reserve,
    newTasks,
    risk,
    failures,
    quietMs,
    diskBytes,
    graceMs,
  } = terms;
  const end = fromInstant(until);
  const quota: LabelledCell = [
    'Quota',
    `${reserve} % of each account's quota stay. At that, agents are stopped, and the night ends. Counts limits that reset after the deadline, as far as clients report them.`,
  ];
  const uncounted =
    unpriced.length > 0 ? ` It can't count ${unpriced.map((name) => oneLine(name, 40)).join(', ')}.` : '';
  return [
    ...(isStopped ? [STOPPED] : []),
    ['Tasks', `${filter ? oneLine(filter, 200) : 'all'}${goal ? `, those of ${goal} first` : ''}`],
    ['Runs', `at most ${agents} at once`],
    [
      'Until',
      `${formatFull(end, clock.zone, { seconds: end % 60_000 > 0 })}${end > clock.now ? `, in ${durationText(end - clock.now)}` : ''}. Nothing starts that usually takes longer. Then agents are stopped and keep their work; checks and merges get ${minutes(graceMs)}.`,
    ],
    [
      'Money',
      budgetUsd === undefined
        ? 'no limit'
        : `${dollars(budgetUsd)}, also while agents work. At the limit they are stopped, and the night ends.${uncounted}`,
    ],
    [
      'Review',
      unreviewed === undefined
        ? 'no limit of results'
        : `at most ${counted(unreviewed, 'result')} in review, active runs included${unreviewedIn ? ', in all queues of this machine' : ''}; ${waiting} now${unreviewedIn ? ' in this one' : ''}`,
    ],
    ...(reserve === undefined ? [] : [quota]),
    [
      'New tasks',
      newTasks === 0
        ? 'tasks that agents add do not start'
        : `agents add at most ${newTasks}, and they may start without you`,
    ],
    ['Risk', lands ? LANDS[risk] : 'no rule lands results: all stay in review'],
    ['Failures', `${counted(failures, 'failure')} in a row end the night`],
    ['Quiet', `${minutes(quietMs)} without a result end the night`],
    ['Disk', diskBytes === 0 ? 'not watched' : `less than ${gigabytes(diskBytes)} free end the night`],
  ];
}

const UP_TO_MEDIUM = 'rules land results of at most medium risk; those of high risk stay in review';
/** The results that rules land, by the highest risk of the terms. Whatever the terms allow, no rule lands high risk. */
const LANDS: Readonly<Record<ResultLevel, string>> = {
  low: 'rules land results of low risk; those of unknown or higher risk stay in review',
  unknown: 'rules land results of low or unknown risk; those of higher risk stay in review',
  medium: UP_TO_MEDIUM,
  high: UP_TO_MEDIUM,
};

const minutes = (ms: number): string => counted(Math.round(ms / 6_000) / 10, 'minute');

/** Formats the terms as one sentence that a form shows whole. */
export function shortTerms(terms: NightTerms, { clock, lands }: TermsAround): string {
  const { until, filter, goal, agents, budgetUsd, unreviewed, unreviewedIn, reserve, newTasks, risk } = terms;
  const { failures, quietMs, diskBytes } = terms;
  return [
    `${filter ? oneLine(filter) : 'all tasks'}${goal ? `, ${goal} first` : ''}`,
    `until ${formatFull(fromInstant(until), clock.zone)}`,
    budgetUsd === undefined ? 'no limit of money' : `at most ${dollars(budgetUsd)}`,
    counted(agents, 'run'),
    unreviewed === undefined
      ? 'no limit of results'
      : `${counted(unreviewed, 'result')}${unreviewedIn ? ' in all queues' : ''}`,
    counted(newTasks, 'new task'),
    lands ? `rules land ${risk} risk` : 'no rule lands',
    counted(failures, 'failure'),
    `quiet ${Math.round(quietMs / 6_000) / 10} min`,
    diskBytes === 0 ? 'disk not watched' : `disk ${gigabytes(diskBytes)}`,
    ...(reserve === undefined ? [] : [`${reserve} % of each quota stay`]),
  ].join(', ');
}

/** Formats the terms as lines, for the question before a night. */
export function termLines(terms: NightTerms, around: TermsAround): string[] {
  return termFacts(terms, around).map(([label, value]) => `${label.padEnd(10)} ${String(value)}`);
}

/** Tells a night: its state, and its terms. */
export function nightAnswer(
  night: Night | undefined,
  { reader, ...around }: TermsAround & { reader: Reader },
): OutputDoc {
  if (!night)
    return { sections: [], notes: ['No night has begun. To begin one, a person types `backlog night --until 07:00`.'] };
  const { id, at, actor, terms } = night;
  return {
    title: `Night ${id}`,
    sections: [
      {
        facts: [
          ['State', nightState(night, around.clock)],
          ['Began', `${formatFull(fromInstant(at), around.clock.zone)} (${oneLine(actor, 60)})`],
          ...termFacts(terms, around),
        ],
      },
    ],
    notes: [
      // A stopped night has an end, although its last runs may still come to rest.
      night.over || night.ended
        ? inDoorWords(reader, 'night_report is its morning page.')
        : inDoorWords(reader, 'night_stop ends it; night_report shows it so far.'),
    ],
  };
}

/** Formats the state of a night: `over since 07:04: its time is over`. */
export function nightState({ ended, over, terms }: Night, { zone, now }: Pick<Clock, 'now' | 'zone'>): string {
  const when = (instant: string) => formatFull(fromInstant(instant), zone);
  if (ended)
    return `${over ? 'over' : 'its last runs come to rest'}, ended ${when(ended.at)}: ${oneLine(ended.text, 200)}`;
  const left = fromInstant(terms.until) - now;
  return left > 0 ? `active, for another ${durationText(left)}` : 'its deadline is over; it ends at the next change';
}

interface Foreseen {
  tasks: readonly {
    task: Named;
    agent: string;
    beginsMs: number;
    by: string;
    run?: Run;
    because?: string;
  }[];
  left: readonly { task: Named; text: string; next: string }[];
  contract: readonly { term: string; text: string }[];
  assumed: readonly string[];
}

/** Maximum number of rows of a list. */
const ROWS = 15;

/** Returns what a night would do as a document. */
export function foreseenDoc({ tasks, left, contract, assumed }: Foreseen): OutputDoc {
  const starts = tasks.filter(({ because }) => because === undefined);
  const columns: Column[] = [
    { head: 'Id', kind: 'id', of: 'task' },
    { head: 'Task', kind: 'description' },
  ];
  const why = [
    ...tasks.flatMap(({ task, because }) => (because === undefined ? [] : [{ task, text: because }])),
    ...left,
  ];
  return {
    title: 'A night from now on',
    sections: [
      { facts: contract.map(({ term, text }) => [term, text] as const) },
      {
        ...{ title: 'Would start', count: starts.length, most: ROWS, empty: 'nothing' },
        columns: [...columns, { head: 'Agent', kind: 'agent' }, { head: 'When', kind: 'note' }],
        rows: starts.map(({ task, agent, beginsMs, by, run }) => [
          ...[String(task.id), titleOf(task), agent],
          run
            ? `${run.id} is active`
            : beginsMs < 1_000
              ? 'now'
              : by === 'guess'
                ? 'later'
                : `in ${durationText(beginsMs)}`,
        ]),
      },
      {
        ...{ title: 'Would not start', count: why.length, most: ROWS },
        columns: [...columns, { head: 'Why', kind: 'note' }],
        rows: why.map(({ task, text }) => [String(task.id), titleOf(task), oneLine(text, 160)]),
      },
    ],
    notes: assumed,
  };
}

const STOPPED: LabelledCell = ['Autonomy', 'stopped: nothing starts or is merged until a person starts it again'];
