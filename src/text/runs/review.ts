import { counted } from '../../base/amounts.ts';
import { type Door, inDoorWords, inputOf } from '../../domain/calls/door.ts';
import { outsideAuthorText } from '../../domain/outside.ts';
import type { Run } from '../../domain/records.ts';
import { whyAnswerIn } from '../../domain/runs/answers/why-answer.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { lostTestsText } from '../../domain/runs/hidden/hidden-tests.ts';
import { mergedAs } from '../../domain/runs/landed/attestation.ts';
import type { ReviewFile } from '../../domain/runs/run-shapes.ts';
import { type NamedRepository, scopeText } from '../../domain/scope-text.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TaskWhy } from '../../report/goals/task-why.ts';
import { oneLine, quoted, quotedLines } from '../safe.ts';
import { WHY_QUESTION, whyLines } from '../why.ts';
import { listedFiles, reviewHead, specParts } from './review-head.ts';
import { draftsText, leavesText, runStepText } from './run.ts';
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
/** Maximum numbers of notes and rounds (`last`), and of lines about the goal on the first screen (`chain`). */
const SHOWN = { last: 20, chain: 3 } as const;

/**
 * Formats a run for its reviewer: first what decides about it on one screen, then the agent's messages, outputs of failed
 * checks and where it is. Quotes text by others.
 */
export function reviewText(
  told: ReviewFile & { why?: TaskWhy; full?: true },
  { repositories, door }: { repositories: readonly NamedRepository[]; door?: Door | undefined },
): string {
  const { run, task, questions, why } = told;
  const lines = [runRow(told)];
  const add = (label: string, value: string | undefined) => value && lines.push(`${label}: ${value}`);
  for (const question of questions) add('question', quoted(question, LIMITS.note));
  for (const { text, next } of told.stuck ?? []) add('seems stuck', `${words(text)} (${inDoorWords(door, next)})`);
  add('reason', run.reason && words(run.reason.text));
  add(
    'merge',
    run.waits && [words(run.waits.text), ...(run.waits.files ? [listedFiles(run.waits.files)] : [])].join(': '),
  );
  for (const { text, when, decides } of told.found ?? [])
    add('changed since', words(`${text} (${when}${decides === 'shows' ? '' : `, ${decides}`})`));
  for (const { name, text } of told.differences ?? [])
    lines.push(`difference of ${words(name)}:`, ...quotedLines(text.slice(0, LIMITS.spec)));
  const blocks = (told.objections ?? []).map(
    ({ mark, grant, word }) => `${mark} (accept with ${[inputOf(door, grant), word].filter(Boolean).join(' ')})`,
  );
  add('blocks approval', blocks.join(', '));
  const chain = task ? whyLines(why, task.id, { door }) : [];
  const hasGoal = why?.why.links[0]?.kind === 'goal';
  if (hasGoal) lines.push(...chain.slice(0, SHOWN.chain));
  lines.push(...reviewHead(told));

  if (run.state === 'review' && run.asks)
    add('no rule landed it', run.asks.reasons.slice(0, SHOWN.last).map(words).join('; '));
  lines.push(...roundLines(run), ...outputLines(run), ...disputedLines(told), ...specLines(told));
  lines.push(...(hasGoal ? chain.slice(SHOWN.chain) : chain));
  if (why && run.result) add('about its goal', answerText(run, why));
  add('documents', documentsText(run));
  add('changed since your last look', told.reviewed && reviewedText(told.reviewed));
  add('comments', told.comments && commentsText(told.comments));
  for (const { actor, text } of (run.notes ?? []).slice(-SHOWN.last))
    add(`review by ${words(actor)}`, quoted(text, LIMITS.note));
  for (const { question, answer, actor } of told.answered.slice(-SHOWN.last))
    add('answered', `${quoted(question, LIMITS.note)} ${words(actor)}: ${quoted(answer, LIMITS.note)}`);
  for (const { author, association, text } of told.others ?? [])
    add(`in its pull request, by ${words(outsideAuthorText({ author, association }))}`, quoted(text, LIMITS.note));
  if (told.withheld) add('in its pull request', `${counted(told.withheld, 'text')} that only people see`);
  if (told.full) lines.push(...placeLines(told, repositories));
  add('stacked on', run.stackedOn && stackText(run.stackedOn));
  add('carries', told.carries && listedFiles(told.carries));
  add('contained', run.sandbox && sandboxText(run.sandbox));
  add('its changes, worktree and log', told.elsewhere && words(told.elsewhere));
  add('results to compare', resultsText(told.results));
  add('cost', told.unpriced);
  if (told.leaves) lines.push(leavesText(run, told.leaves, door));
  if (told.drafts) lines.push(draftsText(run.id, told.drafts, door));
  add('approved', approvalText(run, task));
  if (run.merged) lines.push(mergedText(run.merged));
  add('to push', run.outgoing && outgoingText(run.outgoing));
  add('not in the target branch', run.unfound && words(run.unfound.text));
  add('reverted', run.reverted && revertedText(run.reverted));
  add('next', runStepText(run, door, told));
  return lines.join('\n');
}

/** Lists where a run works: its scope, branch, worktree and commit. Nothing of it decides about the result. */
function placeLines({ run, worktree }: ReviewFile, repositories: readonly NamedRepository[]): string[] {
  const folder = run.cleaned ? `deleted ${run.cleaned}` : worktree && oneLine(worktree);
  return [
    ...(run.scope.length > 0 ? [`scope: ${scopeText(run.scope, repositories)}`] : []),
    `branch: ${words(`${run.branch} from ${shortCommit(run.base)} for ${branchName(run.target)}`)}`,
    ...(folder ? [`worktree: ${folder}`] : []),
    ...(run.result && run.result.files > 0 ? [`result: ${shortCommit(run.result.commit)}`] : []),
  ];
}

/** Formats the failed hidden tests with their outputs. Only people get them. */
function disputedLines({ disputed = [], lost }: ReviewFile): string[] {
  const shown = disputed.flatMap(({ path, criterion, outdated, text, why, output, base }) => [
    `hidden test ${words(path)}: failed, ${words(why)}; on the start commit: ${base === 'unclear' ? 'no result' : base}`,
    ...(criterion === undefined
      ? []
      : [`about the criterion ${quoted(criterion, LIMITS.words)}${outdated ? ', which the task no longer has' : ''}`]),
    ...quotedLines(text.trimEnd()),
    'its output:',
    ...quotedLines(output.trimEnd()),
  ]);
  return [...shown, ...(lost ? [lostTestsText(lost)] : [])];
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

function reviewedText({ commit, files }: NonNullable<ReviewFile['reviewed']>): string {
  return `${listedFiles(files) ?? 'nothing'} (${shortCommit(commit)})`;
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

function mergedText({ at, ...merged }: NonNullable<Run['merged']>): string {
  const { said, push, behind } = merged;
  const saidBy = said && oneLine(`confirmed by ${said.by}: ${said.note}`, LIMITS.refusal);
  const as = oneLine(mergedAs(merged, { paths: true }), LIMITS.refusal);
  return [as, at, saidBy, push && words(push), behind && oneLine(behind, LIMITS.refusal)].filter(Boolean).join('; ');
}

function revertedText({ commit, at, unopened }: NonNullable<Run['reverted']>): string {
  const kept = unopened ? '; its task is not open again, because the archive is damaged' : '';
  return `${commit === undefined ? 'the history was reset' : shortCommit(commit)} ${at}${kept}`;
}

function outgoingText({ failed, tries, next }: NonNullable<Run['outgoing']>): string {
  if (!failed) return 'pending';
  return `${oneLine(failed, LIMITS.refusal)} (${counted(tries, 'try')}, the next after ${next})`;
}

/** Lists the rounds with the agent's summaries. A single round without one has nothing to tell. */
function roundLines({ rounds = [] }: Run): string[] {
  if (rounds.length === 1 && !rounds[0]?.summary && rounds[0]?.outcome === 'done') return [];
  return rounds.slice(-SHOWN.last).map(({ n, why, by, outcome, summary }) => {
    const most = n === rounds.at(-1)?.n ? LIMITS.summary : LIMITS.earlier;
    const said = summary ? `: ${quoted(summary, most)}` : '';
    return `round ${n} (${why}${by ? ` by ${words(by)}` : ''}${outcome && outcome !== 'done' ? `, ${outcome === 'asked' ? 'stopped' : words(outcome.replaceAll('_', ' '))}` : ''})${said}`;
  });
}

function approvalText({ verdict }: Run, task: Task | null): string | undefined {
  if (!verdict) return undefined;
  const { commit, actor, override, unmet = [], missing = [], risk = [], seen = [], unread } = verdict;
  const although =
    override && ` although ${listedFiles(override.checks)} failed: ${quoted(override.reason, LIMITS.words)}`;
  const wording = (id: string) => task?.acceptance?.find((criterion) => criterion.id === id)?.text ?? id;
  const without = unmet.length > 0 ? ` without evidence of ${listedFiles(unmet.map(wording))}` : '';
  const lacks = missing.length > 0 ? ` without ${listedFiles(missing)}` : '';
  const despite = risk.length > 0 ? ` despite ${listedFiles(risk)}` : '';
  const changed = seen.length > 0 ? `, with ${counted(seen.length, 'later change')} seen` : '';
  return `${shortCommit(commit)} by ${words(actor)}${without}${lacks}${despite}${although ?? ''}${changed}${unread ? `; ${words(unread)}` : ''}`;
}

/** Quotes the ends of the outputs of failed checks. */
function outputLines({ checks = [] }: Run): string[] {
  return checks.flatMap(({ name, ok, output }) =>
    ok || output.trim() === '' ? [] : [`output of ${words(name)}:`, ...quotedLines(output.slice(-LIMITS.output))],
  );
}

/** Quotes the rest of the specification. */
function specLines({ spec, task }: ReviewFile): string[] {
  const rest = task ? specParts(spec).rest.join('\n').trim() : '';
  if (rest === '') return [];
  return ['rest of the spec:', ...quotedLines(rest.slice(0, LIMITS.spec)), ...(rest.length > LIMITS.spec ? ['…'] : [])];
}
