import { counted } from '../../base/amounts.ts';
import { callOf, type Door, inDoorWords } from '../../domain/calls/door.ts';
import { fromInstant } from '../../domain/instant.ts';
import { RETURN_REASONS } from '../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../domain/records.ts';
import { disputedTests } from '../../domain/runs/hidden/hidden-tests.ts';
import { mergedAs } from '../../domain/runs/landed/attestation.ts';
import type { RunFinding } from '../../domain/runs/objections/finding.ts';
import { needOf, ON_THAT_MACHINE } from '../../domain/runs/run-needs.ts';
import { RUN_REASONS } from '../../domain/runs/run-reasons.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import { adoptingHint, isLive, isParked } from '../../domain/runs/run-states.ts';
import type { TimeLeft } from '../../domain/runs/times/time-left.ts';
import { doesText, isAtWork, type Shown, type ShownState, shownState, stateLabel } from '../../domain/state-words.ts';
import type { Grading } from '../../domain/task/grade.ts';
import { approvalCall, type InTheWay, inTheWay } from '../../domain/task/objections.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { formatAge } from '../../time/index.ts';
import { oneLine, quoted } from '../safe.ts';

/** Maximum length of what a report says; `leaves` is a number of file names. */
const LIMITS = { said: 120, leaves: 20 } as const;

/**
 * Formats the remaining time with its source: `about 4 min left (reported, 60%)`, `about 4 min left by its estimate`,
 * `longer than past runs`.
 */
export function leftText({ ms, by, percent, of }: TimeLeft): string {
  const past = of === undefined ? 'past runs' : `past runs of type ${oneLine(of, 40)}`;
  if (by === 'progress') {
    const done = percent === undefined ? '' : `, ${percent}%`;
    return ms > 0
      ? `about ${durationText(ms)} left (reported${done})`
      : `longer than reported${done && ` (${percent}%)`}`;
  }
  const source = by === 'estimate' ? 'its estimate' : past;
  return ms > 0 ? `about ${durationText(ms)} left by ${source}` : `longer than ${source}`;
}

/** Formats the remaining time for a column: `~4min reported`, `over estimate`. */
export function leftCell({ ms, by, percent }: TimeLeft): string {
  const source = by === 'progress' ? (percent === undefined ? 'reported' : `${percent}%`) : by;
  return ms > 0 ? `~${formatAge(ms)} ${source}` : `over ${source}`;
}

/** Formats the time of several tasks: `about 2 h left in 3 tasks, unknown for 1`. */
export function sumText(
  { ms, known, unknown }: { ms: number; known: number; unknown: number },
  what = 'left in',
): string {
  const rest = unknown > 0 ? `, unknown for ${unknown}` : '';
  return `about ${durationText(ms)} ${what} ${counted(known, 'task')}${rest}`;
}

/** Formats a report of progress: `60% "tests are next" (ai:claude-code#r7, 5 min ago)`. */
export function reportText({ said = '', actor = '', at }: TimeLeft, now: number): string | undefined {
  if (at === undefined) return undefined;
  return `${quoted(said, LIMITS.said)} (${oneLine(actor)}, ${durationText(now - fromInstant(at))} ago)`;
}

/** Minimum waiting time that the text mentions, in milliseconds. */
export const WORTH_TELLING_MS = 60_000;

/** Returns the reason why an active run needs a person: its question, or a sign that it makes no progress. */
export function calling({ questions, stuck = [] }: RunView): string | undefined {
  return questions[0] ?? (stuck[0] && `seems stuck, ${stuck[0].text}`);
}

/** Returns the last message about a run: its agent's last action, its question, as what it was merged, or why it is over. */
export function lastWords({ run, last }: RunView): string | undefined {
  if (run.merged?.attested && shownState(run) === 'merged') return mergedAs(run.merged);
  // A queued run starts again, so messages of its earlier rounds are outdated.
  const past = run.state === 'queued' ? undefined : (last?.text ?? needOf(run)?.text);
  return past ?? run.waits?.text ?? (isParked(run.state) ? run.reason?.text : undefined);
}

/** Formats the state: `running`, `failed (timed out)`, `review (checks failed)`, `merged, reverted`. */
export function stateText(
  run: Shown & Pick<Run, 'reason' | 'reverted'>,
  objections: readonly { mark: string }[] = [],
): string {
  const { state, reason, reverted } = run;
  const word = stateLabel(shownState(run));
  if (reverted) return `${word}, reverted`;
  if (reason && isParked(state)) return `${word} (${reason.code.replaceAll('_', ' ')})`;
  return objections.length > 0 ? `${word} (${objections.map(({ mark }) => mark).join(', ')})` : word;
}

/** Returns the next step after a command that started runs or decided about one, for a person at a terminal. */
export function stepLines(runs: readonly Stood[], door?: Door, around?: AroundRun): string[] {
  const [run] = runs;
  if (!run || door !== 'cli') return [];
  const { id, state } = run;
  if (isLive(state)) {
    const result = `backlog review ${runs.length === 1 ? id : 'RUN'}`;
    return [`next: \`backlog run list --watch\` shows the progress, then \`${result}\` the result`];
  }
  if (state === 'approved' && run.verdict?.from !== undefined)
    return [
      `next: the merge queue takes it in a few seconds; to undo the approval: \`${callOf(door, 'run_withdraw', id)}\``,
    ];
  if (run.revert && run.revert.failed === undefined && !run.reverted)
    return [
      'next: the merge queue reverts it in a few seconds and opens its task again, which the orchestrator leaves to a person',
    ];
  if (isAtWork(run))
    return [`next: the merge queue merges it; \`${callOf(door, 'run_show', id)}\` shows whether it is merged`];
  return [`next: ${runStepText(run, door, around)}`];
}

/** Formats the grade of a criterion's evidence, with words of others made harmless. */
export const gradedText = ({ says }: Pick<Grading, 'says'>): string =>
  says.map((said) => oneLine(said, GRADED)).join('; ');

/** Maximum number of characters of one sentence about evidence. */
const GRADED = 3_000;

/** Mentions the reader's draft comments, which only the reader can see. */
export function draftsText(id: string, drafts: number, door?: Door): string {
  const what = drafts === 1 ? '1 draft comment of yours is' : `${drafts} draft comments of yours are`;
  return `${what} not sent: ${callOf(door, 'review_send', id)}`;
}

/** Names changed files of the worktree that aren't in the result, with the command that includes them. */
export function leavesText(run: Run, leaves: readonly string[], door?: Door): string {
  const rest = leaves.length - LIMITS.leaves;
  const named = [...leaves.slice(0, LIMITS.leaves).map((path) => oneLine(path)), ...(rest > 0 ? [`${rest} more`] : [])];
  return `changed in the worktree since its result, and not in it: ${named.join(', ')}; to include them: ${inDoorWords(door, adoptingHint(run))}`;
}

export const tokensText = (tokens: number): string => `${tokenCount(tokens)} tokens`;

/** Formats a number of tokens for a column: `800`, `12 k`. */
export const tokenCount = (tokens: number): string =>
  tokens < 1_000 ? String(tokens) : `${Math.round(tokens / 1_000)} k`;

/** Formats a duration: `40 s`, `3 min`, `2 h 5 min`. */
export const durationText = (ms: number): string => durationOf(ms, ' ');

/** Formats a duration for a column: `40s`, `3min`, `2h 5min`. */
export const durationCell = (ms: number): string => durationOf(ms, '');

function durationOf(ms: number, gap: string): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 100) return `${seconds}${gap}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes}${gap}min` : `${Math.floor(minutes / 60)}${gap}h ${minutes % 60}${gap}min`;
}

type Stood = Shown &
  Pick<
    Run,
    'id' | 'reason' | 'cleaned' | 'result' | 'checks' | 'hiddenTests' | 'goal' | 'rounds' | 'revert' | 'reverted'
  >;

/** Returns the next step for a run, with command names in the syntax of the interface (CLI or MCP). */
export function runStepText(run: Stood, door?: Door, around?: AroundRun): string {
  return inDoorWords(door, nextOfRun(run, around));
}

/** What else decides the next step for a run. */
export interface AroundRun {
  task?: Task | null | undefined;
  /** The objections to its approval, if they are known. */
  objections?: readonly InTheWay[] | undefined;
  /** What changed since its work was made. Only without the objections. */
  found?: readonly RunFinding[] | undefined;
  /** Number of attempts among which somebody has to choose, this one included. */
  attempts?: number | undefined;
  /** Id of another run that has the task now. */
  later?: string | undefined;
  /** Number of the open task without which a returned result of a stack can't continue. */
  waitsFor?: number | undefined;
  /** Where the run is, if it is on another machine. */
  elsewhere?: string | undefined;
}

/** Returns the next step for a run, with command names as in the command table. Every command in it is possible. */
export function nextOfRun(run: Stood, around: AroundRun = {}): string {
  const there = around.elsewhere === undefined ? '' : ON_THAT_MACHINE;
  return `${there}${(needOf(run)?.next ?? nextIn(run, around)).replaceAll('<run>', run.id)}`;
}

function nextIn(run: Stood, around: AroundRun): string {
  const { task, later, attempts = 0 } = around;
  const { state, reason, cleaned, outgoing } = run;
  const shown = shownState(run);
  if (isParked(state)) {
    if (task && !isOpen(task)) return `run_discard <run> discards it: its task is ${task.status}`;
    if (later !== undefined) return `run_show ${later}: that run has its task; run_discard <run> discards this one`;
    if (cleaned) return 'run_resume <run> makes its worktree again and continues; run_discard <run> discards the run';
    return reason ? RUN_REASONS[reason.code].next : 'run_resume <run> continues the run, run_discard <run> discards it';
  }
  if (state === 'review') return `${attempts > 1 ? chooseText(attempts) : ''}${nextOfReview(run, around)}`;
  if (state === 'asking' && task && !isOpen(task)) return "run_discard <run> discards it: its agent can't continue";
  if (run.reverted?.unopened)
    return '`backlog doctor` names the damaged archive that keeps its task; Backlog opens the task when it can be read';
  if (run.reverted && task && isOpen(task)) return `run_start ${task.id} starts its task again`;
  if (cleaned && (state === 'merged' || state === 'discarded')) return 'nothing: its worktree is deleted';
  if (state === 'merged' && outgoing) return 'nothing: Backlog pushes it';
  return NEXT[shown] ?? `nothing: it ${doesText(run)}`;
}

/** Begins the next step for one of several attempts. */
const chooseText = (attempts: number): string =>
  `run_compare <run> compares the ${attempts} attempts, of which run_approve keeps one; `;

/** Returns the next step for a result: its agent can continue only while its task is open. */
function nextOfReview(
  run: Stood,
  { task, found = [], objections = inTheWay({ run, task, found }), waitsFor }: AroundRun,
): string {
  const goesOn = !(task && !isOpen(task));
  if (goesOn && waitsFor !== undefined)
    return `it waits for task ${waitsFor}, which task_info ${waitsFor} shows; run_discard <run> discards it`;
  if (goesOn && RETURN_REASONS.some((why) => why === run.waits?.why)) return BOUNCED;
  const instead = goesOn ? 'run_request_changes <run> --note "…"' : 'run_discard <run>';
  const approve = approvalCall(run, objections);
  if (run.waits?.why === 'refused') return `fix what git reports, then ${approve}; or ${instead}`;
  if (run.waits?.why === 'worktree_changed' && goesOn)
    return `run_adopt <run> adds the changes to the result; or ${approve} without them`;
  if (run.waits?.why === 'commit_lost') return goesOn ? RUN_REASONS.commit_lost.next : instead;
  if (disputedTests(run).length > 0)
    return `run_diff <run>, then run_answer <run> --note "The test is wrong", or ${instead}; ${approve} approves it anyway`;
  if (objections.length === 0) return `run_diff <run>, then ${approve} or ${instead}`;
  return `run_diff <run>, then ${instead}; ${approve} approves it anyway`;
}

const BOUNCED =
  'run_request_changes <run> --note "Fix it" merges the target branch and sends conflicts and failed checks to its agent; run_retry <run> starts a new run';

const NEXT: Partial<Record<ShownState, string>> = {
  asking: 'run_answer <run> --note "…"',
  approved: 'nothing: the merge queue merges it',
  proposing: 'nothing: Backlog opens its pull request',
  proposed:
    'merge its pull request, then pull: Backlog marks the run as merged when your branch contains it. Otherwise: run_merged <run> --commit COMMIT --note "why"',
  merged: 'run_clean <run> deletes its worktree',
  discarded: 'run_clean <run> deletes its worktree',
  handed_off: 'a person does the task',
};
