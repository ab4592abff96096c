import { counted, dollars, gigabytes } from '../../base/amounts.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { NightTerms } from '../../domain/records.ts';
import type { ResultLevel } from '../../domain/risk/meaning/levels.ts';
import { type Clock, formatFull } from '../../time/index.ts';
import type { LabelledCell } from '../doc/doc.ts';
import { oneLine } from '../safe.ts';
import { durationText } from './run.ts';

/** What a night would start, and the most frequent reasons of the other tasks. */
export interface ForeseenStarts {
  starts: number;
  others: number;
  reasons: { tasks: number; id: number; text: string }[];
}

/** What a reader of the terms has to know beside them. */
export interface TermsAround {
  clock: Pick<Clock, 'now' | 'zone'>;
  /** What the night would start. Absent for one that has begun. */
  foreseen?: ForeseenStarts;
  /** Results that wait for review now. */
  waiting: number;
  /** The rules that land results, with their conditions. */
  rules: { name: string; when: string }[];
  /** Names of the checks of results. */
  checks: string[];
  /** How what runs is contained, and whether this machine can contain it. */
  sandbox: { isOpen: boolean; works: boolean; text: string };
  /** What starts the orchestrator's process again if it dies. */
  restart: string;
  /** Whether a person stopped autonomy. */
  isStopped: boolean;
  /** Names of agents that report no cost, so that no budget counts them. */
  unpriced: string[];
  /** US dollars of the most expensive round so far. */
  roundUsd?: number;
}

/**
 * Formats the terms of a night, each with what happens at its end, and what holds beside them: the contract that a person
 * agrees to. What a person must not miss comes first.
 */
export function termFacts(terms: NightTerms, around: TermsAround): LabelledCell[] {
  const { clock, foreseen, waiting, rules, checks, sandbox, restart, isStopped, unpriced, roundUsd } = around;
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
  return [
    ...(isStopped ? [STOPPED] : []),
    ...(foreseen?.starts === 0 ? [startsFact(foreseen)] : []),
    ...(sandbox.isOpen || !sandbox.works ? [sandboxFact(sandbox)] : []),
    ['Tasks', `${filter ? oneLine(filter, 200) : 'all'}${goal ? `, those of ${goal} first` : ''}`],
    ...(foreseen && foreseen.starts > 0 ? [startsFact(foreseen)] : []),
    ['Runs', `at most ${agents} at once`],
    [
      'Until',
      `${formatFull(end, clock.zone, { seconds: end % 60_000 > 0 })}${end > clock.now ? `, in ${durationText(end - clock.now)}` : ''}. Nothing starts that usually takes longer. Then agents are stopped and keep their work; checks and merges get ${minutes(graceMs)}.`,
    ],
    [
      'Money',
      budgetUsd === undefined
        ? 'no limit'
        : `${dollars(budgetUsd)}, also while agents work. At the limit they are stopped, and the night ends. ${overshootText(agents, roundUsd)}`,
    ],
    ...(unpriced.length === 0 ? [] : [uncountedFact(unpriced)]),
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
    ['Risk', rules.length > 0 ? LANDS[risk] : 'no rule lands results: all stay in review'],
    ...(rules.length > 0 ? [rulesFact(rules)] : []),
    [
      'Checks',
      checks.length > 0 ? checks.map((name) => oneLine(name, 80)).join(', ') : 'none: no check runs on a result',
    ],
    ...(sandbox.isOpen || !sandbox.works ? [] : [sandboxFact(sandbox)]),
    ['Failures', `${counted(failures, 'failure')} in a row end the night`],
    ['Quiet', `${minutes(quietMs)} without a result end the night`],
    ['Disk', diskBytes === 0 ? 'not watched' : `less than ${gigabytes(diskBytes)} free ends the night`],
    ['Restart', restart],
  ];
}

const sandboxFact = ({ text }: TermsAround['sandbox']): LabelledCell => ['Sandbox', text];

/** Formats what a night would start: `3 tasks. 2 would not: 2 tasks, such as 4: …`. */
function startsFact({ starts, others, reasons }: ForeseenStarts): LabelledCell {
  const kept = reasons.map(
    ({ tasks, id, text }) => `${tasks === 1 ? `task ${id}` : `${tasks}, such as ${id}`}: ${oneLine(text, 120)}`,
  );
  const not = others === 0 ? '' : ` ${starts === 0 ? counted(others, 'task') : others} would not: ${kept.join('; ')}`;
  if (starts === 0) return ['Starts', `no task can start.${not || ' No open task without a run matches.'}`];
  return ['Starts', `${counted(starts, 'task')}, as far as it is foreseen.${not}`];
}

/** Says how far costs can exceed the budget: each of the runs at once can end a round after it is spent. */
function overshootText(agents: number, roundUsd: number | undefined): string {
  if (roundUsd === undefined)
    return 'Costs can exceed it by an unknown amount: no agent has reported the cost of a round yet.';
  return `Costs can exceed it by about ${dollars(agents * roundUsd)}: ${counted(agents, 'run')} at once, and the largest round so far cost ${dollars(roundUsd)}.`;
}

function uncountedFact(unpriced: readonly string[]): LabelledCell {
  const names = unpriced.map((name) => oneLine(name, 40)).join(', ');
  return [
    'No cost',
    `${names}: ${unpriced.length === 1 ? 'it reports' : 'they report'} none, so no budget counts ${unpriced.length === 1 ? 'it' : 'them'}`,
  ];
}

const rulesFact = (rules: TermsAround['rules']): LabelledCell => [
  'Rules',
  rules.map(({ name, when }) => `${oneLine(name, 40)} (${oneLine(when, 160)})`).join(', '),
];

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
export function shortTerms(terms: NightTerms, { clock, rules, foreseen, sandbox }: TermsAround): string {
  const { until, filter, goal, agents, budgetUsd, unreviewed, unreviewedIn, reserve, newTasks, risk } = terms;
  const { failures, quietMs, diskBytes } = terms;
  return [
    ...(foreseen
      ? [foreseen.starts === 0 ? 'no task can start' : `${counted(foreseen.starts, 'task')} would start`]
      : []),
    ...(sandbox.isOpen ? ['no sandbox'] : []),
    `${filter ? oneLine(filter) : 'all tasks'}${goal ? `, ${goal} first` : ''}`,
    `until ${formatFull(fromInstant(until), clock.zone)}`,
    budgetUsd === undefined ? 'no limit of money' : `at most ${dollars(budgetUsd)}`,
    counted(agents, 'run'),
    unreviewed === undefined
      ? 'no limit of results'
      : `${counted(unreviewed, 'result')}${unreviewedIn ? ' in all queues' : ''}`,
    counted(newTasks, 'new task'),
    rules.length > 0 ? `rules land ${risk} risk` : 'no rule lands',
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

const STOPPED: LabelledCell = ['Autonomy', 'stopped: nothing starts or is merged until a person starts it again'];
