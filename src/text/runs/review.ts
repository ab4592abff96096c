import { counted } from '../../base/amounts.ts';
import { type Door, inDoorWords, inputOf } from '../../domain/calls/door.ts';
import { outsideAuthorText } from '../../domain/outside.ts';
import type { Run } from '../../domain/records.ts';
import type { ResultRisk } from '../../domain/risk/result-risk.ts';
import type { CriterionVerdict } from '../../domain/runs/answers/verdicts.ts';
import { whyAnswerIn } from '../../domain/runs/answers/why-answer.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { filesToLookAt } from '../../domain/runs/review-files.ts';
import { figureTexts } from '../../domain/runs/run-figures.ts';
import type { ReviewFile } from '../../domain/runs/run-shapes.ts';
import { testsTexts } from '../../domain/runs/tests-text.ts';
import { type NamedRepository, scopeText } from '../../domain/scope-text.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import { gradingOf } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TaskWhy } from '../../report/goals/task-why.ts';
import { oneLine, quoted, quotedLines } from '../safe.ts';
import { WHY_QUESTION, whyLines } from '../why.ts';
import { draftsText, durationText, gradedText, leavesText, runStepText } from './run.ts';
import { runRow } from './run-row.ts';

/**
 * Maximum number of characters by kind of text. `summary` applies to the last round, `earlier` to the rounds before,
 * and `refusal` to the error of a push.
 */
const LIMITS = {
  spec: 2_000,
  output: 1_500,
  summary: 2_000,
  earlier: 300,
  note: 1_000,
  words: 300,
  refusal: 600,
} as const;
/** Maximum numbers of file names (`names`), of lines of the diffstat (`stat`), and of notes and rounds (`last`). */
const SHOWN = { names: 20, stat: 50, last: 20 } as const;

/**
 * Formats a run for its reviewer: the task, the agent's messages, evidence, checks and changed files. Quotes text by
 * others.
 */
export function reviewText(
  told: ReviewFile & { why?: TaskWhy },
  { repositories, door }: { repositories: readonly NamedRepository[]; door?: Door | undefined },
): string {
  const { run, task, questions, stat, worktree } = told;
  const lines = [runRow(told)];
  const add = (label: string, value: string | undefined) => value && lines.push(`${label}: ${value}`);
  if (task) lines.push(...whyLines(told.why, task.id, { door }), ...aboutTask(told, task));
  if (told.why && run.result) add('about its goal', answerText(run, told.why));
  add('documents', documentsText(run));
  add('scope', run.scope.length > 0 ? scopeText(run.scope, repositories) : undefined);
  add('branch', words(`${run.branch} from ${shortCommit(run.base)} for ${branchName(run.target)}`));
  add('stacked on', run.stackedOn && stackText(run.stackedOn));
  add('carries', told.carries && names(told.carries));
  add('worktree', run.cleaned ? `deleted ${run.cleaned}` : worktree && oneLine(worktree));
  add('contained', run.sandbox && sandboxText(run.sandbox));
  add('its changes, worktree and log', told.elsewhere && words(told.elsewhere));
  const figures = figureTexts(told.figures).map(({ text }) => words(text));
  add('result figures', run.result && figures.join(', '));
  if (told.risk) lines.push(...riskLines(told.risk));
  add('changed since your last look', told.reviewed && reviewedText(told.reviewed));
  add('comments', told.comments && commentsText(told.comments));
  add('results to compare', resultsText(told.results));
  for (const question of questions) add('question', quoted(question, LIMITS.note));
  for (const { question, answer, actor } of told.answered.slice(-SHOWN.last))
    add('answered', `${quoted(question, LIMITS.note)} ${words(actor)}: ${quoted(answer, LIMITS.note)}`);
  for (const { text, next } of told.stuck ?? []) add('seems stuck', `${words(text)} (${inDoorWords(door, next)})`);
  add('cost', told.unpriced);
  add('reason', run.reason && words(run.reason.text));
  add('merge', run.waits && [words(run.waits.text), ...(run.waits.files ? [names(run.waits.files)] : [])].join(': '));
  for (const { actor, text } of (run.notes ?? []).slice(-SHOWN.last))
    add(`review by ${words(actor)}`, quoted(text, LIMITS.note));
  for (const { author, association, text } of told.others ?? [])
    add(`in its pull request, by ${words(outsideAuthorText({ author, association }))}`, quoted(text, LIMITS.note));
  if (told.withheld) add('in its pull request', `${counted(told.withheld, 'text')} that only people see`);
  lines.push(...roundLines(run), ...checkLines(told));
  for (const { what, files } of filesToLookAt(run)) add(what, names(files));
  if (told.leaves) lines.push(leavesText(run.id, told.leaves, door));
  if (told.drafts) lines.push(draftsText(run.id, told.drafts, door));
  const blocks = (told.objections ?? []).map(({ mark, grant }) => `${mark} (accept with ${inputOf(door, grant)})`);
  add('blocks approval', blocks.join(', '));
  if (run.state === 'review' && run.asks)
    add('no rule landed it', run.asks.reasons.slice(0, SHOWN.last).map(words).join('; '));
  add('approved', approvalText(run, task));
  add('merged', run.merged && mergedText(run.merged));
  add('to push', run.outgoing && outgoingText(run.outgoing));
  add('not in the target branch', run.unfound && words(run.unfound.text));
  add('reverted', run.reverted && revertedText(run.reverted));
  if (run.result && run.result.files > 0) lines.push(`result: ${shortCommit(run.result.commit)}`, ...statLines(stat));
  add('next', runStepText(run, door, told));
  return lines.join('\n');
}

/** Names the result below a stacked run, with which its changes are compared. */
function stackText({ run, commit }: NonNullable<Run['stackedOn']>): string {
  return `${run} at ${shortCommit(commit)}; its diff shows only its own changes; it merges after ${run}`;
}

/** Formats how the agent was contained. What it was denied is a list of its own. */
function sandboxText({ mode, network }: NonNullable<Run['sandbox']>): string {
  if (mode === 'container') return 'in your container';
  return `writes only in the worktree, network: ${words(network)}`;
}

/** Formats the agent's answer to the question about the goal. Undefined for a task without a goal. */
function answerText(run: Run, { why }: TaskWhy): string | undefined {
  if (why.links[0]?.kind !== 'goal') return undefined;
  const answer = whyAnswerIn(run);
  return `${WHY_QUESTION} The agent: ${answer ? `${answer.kind}${answer.text ? `, ${quoted(answer.text, LIMITS.words)}` : ''}` : 'no answer'}`;
}

/** Formats the run's answers about living documents. Undefined if its result touches none. */
function documentsText({ result }: Run): string | undefined {
  const said = {
    changed: 'changed',
    none: 'needs no change, according to the agent',
    silent: 'not changed, no answer',
  };
  const texts = (result?.documents ?? []).map(({ path, of, answer, text }) => {
    const reason = text === undefined ? '' : `: ${quoted(text, LIMITS.words)}`;
    return `${words(path)} (describes ${words(of)}) ${said[answer]}${reason}`;
  });
  return texts.length > 0 ? texts.join('; ') : undefined;
}

const words = (text: string) => oneLine(text, LIMITS.words);

/** Formats file names up to the limit. Undefined if there are none. */
function names(paths: readonly string[] = []): string | undefined {
  if (paths.length === 0) return undefined;
  const rest = paths.length - SHOWN.names;
  return [...paths.slice(0, SHOWN.names).map(words), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function reviewedText({ commit, files }: NonNullable<ReviewFile['reviewed']>): string {
  return `${names(files) ?? 'nothing'} (${shortCommit(commit)})`;
}

const commentsText = ({ open, resolved }: NonNullable<ReviewFile['comments']>) =>
  [`${open} open`, ...(resolved > 0 ? [`${resolved} resolved`] : [])].join(', ');

/** Lists the last results with their rounds: `1a2b3c4 (r1 round 1), …`. Undefined if there are fewer than two. */
function resultsText(results: ReviewFile['results']): string | undefined {
  if (results.length < 2) return undefined;
  return results
    .slice(-SHOWN.last)
    .map(({ run, n, commit }) => `${shortCommit(commit)} (${run} round ${n})`)
    .join(', ');
}

function mergedText({ commit, at, push, behind }: NonNullable<Run['merged']>): string {
  return [shortCommit(commit), at, push && words(push), behind && oneLine(behind, LIMITS.refusal)]
    .filter(Boolean)
    .join(' ');
}

function revertedText({ commit, at, unopened }: NonNullable<Run['reverted']>): string {
  const kept = unopened ? '; its task is not open again, because the archive is damaged' : '';
  return `${commit === undefined ? 'the history was reset' : shortCommit(commit)} ${at}${kept}`;
}

function outgoingText({ failed, tries, next }: NonNullable<Run['outgoing']>): string {
  if (!failed) return 'pending';
  return `${oneLine(failed, LIMITS.refusal)} (${counted(tries, 'try')}, the next after ${next})`;
}

function aboutTask({ spec, run, grades = [] }: ReviewFile, task: Task): string[] {
  const criteria = (task.acceptance ?? []).map((criterion) => {
    const graded = grades.find((one) => one.criterion === criterion.id) ?? gradingOf({ criterion, run });
    return `- [${criterion.id}] ${words(criterionLine(criterion))}: ${gradedText(graded)}`;
  });
  return [
    ...(criteria.length > 0 ? ['acceptance:', ...criteria] : []),
    ...(spec === null
      ? []
      : ['spec:', ...quotedLines(spec.slice(0, LIMITS.spec)), ...(spec.length > LIMITS.spec ? ['…'] : [])]),
  ];
}

function roundLines({ rounds = [] }: Run): string[] {
  return rounds.slice(-SHOWN.last).map(({ n, why, by, outcome, summary }) => {
    const most = n === rounds.at(-1)?.n ? LIMITS.summary : LIMITS.earlier;
    const said = summary ? `: ${quoted(summary, most)}` : '';
    return `round ${n} (${why}${by ? ` by ${words(by)}` : ''}${outcome && outcome !== 'done' ? `, ${outcome === 'asked' ? 'stopped' : words(outcome.replaceAll('_', ' '))}` : ''})${said}`;
  });
}

function checkLines({ run: { checks = [], state }, task, unchecked = [] }: ReviewFile): string[] {
  if (state === 'review' && checks.length + unchecked.length === 0)
    return ['checks: none (neither the task nor the settings require one)'];
  const ran = checks.flatMap((check) => {
    const { name, ok, why, ms, output, verdicts, doubt } = check;
    return [
      `check ${words(name)}: ${ok ? 'passed' : 'failed'}${ok && !verdicts ? '' : `, ${words(why)}`}${doubt ? `, but ${words(doubt)}` : ''} (${[...testsTexts(check), durationText(ms)].join(', ')})`,
      ...(verdicts ?? []).map((verdict) => verdictLine(verdict, task)),
      ...(ok ? [] : quotedLines(output.slice(-LIMITS.output))),
    ];
  });
  return [...ran, ...unchecked.map((name) => `check ${words(name)}: did not run yet, runs before the merge`)];
}

/** Formats a judge's verdict about a criterion. It is an opinion, so its reason is quoted. */
function verdictLine({ criterion, verdict, at, text }: CriterionVerdict, task: Task | null): string {
  const about = task?.acceptance?.find(({ id }) => id === criterion)?.text ?? 'the whole task';
  const reason = text === '' ? '' : `, ${quoted(text, LIMITS.words)}`;
  return `- ${words(about)}: ${verdict}${at === undefined ? '' : ` at ${words(at)}`}${reason}`;
}

function approvalText({ verdict }: Run, task: Task | null): string | undefined {
  if (!verdict) return undefined;
  const { commit, actor, override, unmet = [], missing = [], risk = [] } = verdict;
  const although = override && ` although ${names(override.checks)} failed: ${quoted(override.reason, LIMITS.words)}`;
  const wording = (id: string) => task?.acceptance?.find((criterion) => criterion.id === id)?.text ?? id;
  const without = unmet.length > 0 ? ` without evidence of ${names(unmet.map(wording))}` : '';
  const lacks = missing.length > 0 ? ` without ${names(missing)}` : '';
  const despite = risk.length > 0 ? ` despite ${names(risk)}` : '';
  return `${shortCommit(commit)} by ${words(actor)}${without}${lacks}${despite}${although ?? ''}`;
}

/** Returns the first lines of the diffstat, and its last line, which has the totals. */
function statLines(stat: string): string[] {
  const lines = stat.trimEnd().split('\n').map(words);
  const rest = lines.length - SHOWN.stat - 1;
  return rest > 0 ? [...lines.slice(0, SHOWN.stat), ` … ${counted(rest, 'more file')}`, ...lines.slice(-1)] : lines;
}

/** Maximum number of characters of the sentence, and of places below it. */
const MOST = { sentence: 600, places: 12 } as const;

/** Formats the risk of a result: its sentence, and the lines that the rules found, the most severe first. */
function riskLines(risk: ResultRisk): string[] {
  const places = risk.reasons.flatMap(({ says, places = [] }) =>
    places.map(({ path, line, old, text }) => {
      const at = `${oneLine(path)}:${line}${old ? ' (before)' : ''}`;
      return `  ${at} ${says}${text === undefined ? '' : `: ${quoted(text)}`}`;
    }),
  );
  const left = places.length - MOST.places;
  return [
    `risk: ${oneLine(risk.text, MOST.sentence)}`,
    ...places.slice(0, MOST.places),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ];
}
