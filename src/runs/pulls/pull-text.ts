import { clip } from '../../base/clip.ts';
import { capital } from '../../base/quote.ts';
import type { Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { mergedAs } from '../../domain/runs/landed/attestation.ts';
import { type Grading, gradingText } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import { inert } from '../../work/services/managed.ts';
import { mergeMessage } from '../merge/message.ts';

/** Maximum number of rows of a list in the text of a pull request. */
const ROWS = 30;
/** Maximum length of a text that GitHub stores, in characters, and of a title. */
const MOST = { body: 65_000, section: 30_000, title: 250 } as const;

/** What the text of a pull request says about a run. */
interface PullFacts {
  run: Run;
  task: Task | undefined;
  /** The goal that the task serves. */
  goal: { title: string; why?: string | undefined } | undefined;
  grades: readonly Grading[];
  /** The sentence about the result's risk. */
  risk: string | undefined;
  /** The pull request's own commit. Nobody there has the commit of the result. */
  head: string;
  /** Names the issue of the task, if it is in the same repository. */
  issue: string | undefined;
}

/** Returns the title of a pull request: the first line of the commit's message. */
export function pullTitle(run: Run, task: Task | undefined): string {
  const queue = { get: () => task } as unknown as Parameters<typeof mergeMessage>[0]['queue'];
  return clip(mergeMessage({ queue }, run).split('\n')[0]!, MOST.title);
}

/**
 * Returns Backlog's part of the text of a pull request. Texts of others are code there: they mention nobody, and link
 * nothing.
 */
export function pullSection({ run, task, goal, grades, risk, head, issue }: PullFacts): string {
  const { verdict, result, checks = [], rounds = [] } = run;
  const judged = checks.flatMap(({ name, verdicts = [] }) => verdicts.map((one) => ({ name, ...one })));
  const said = rounds.findLast(({ summary }) => summary)?.summary;
  return [
    `**Backlog**: task ${task?.id ?? '?'}, run ${run.id} by ${inert(run.agent)}, commit ${shortCommit(head)}.`,
    ...(run.merged ? ['', `${capital(mergedAs(run.merged))}.`] : []),
    ...(issue ? ['', issue] : []),
    ...(goal ? ['', `Goal: ${inert(goal.title)}`, ...(goal.why ? [`Why: ${inert(goal.why)}`] : [])] : []),
    ...(said ? ['', `Summary: ${inert(said)}`] : []),
    ...listed('Criteria', [
      ...grades.map((grade) => `- [${grade.grade ? 'x' : ' '}] ${inert(grade.text)}: ${inert(gradingText(grade))}`),
    ]),
    ...listed('Checks', [
      ...checks.map(({ name, ok, why }) => `- ${inert(name)}: ${ok ? 'passed' : `failed, ${inert(why)}`}`),
    ]),
    ...listed('Verdicts', [
      ...judged.map(
        ({ name, criterion, verdict: is, text }) => `- ${inert(name)} about ${inert(criterion)}: ${is}, ${inert(text)}`,
      ),
    ]),
    ...(risk === undefined ? [] : ['', `Risk: ${inert(risk)}`]),
    ...(result && result.outside.length > 0
      ? listed(
          'Out of scope',
          result.outside.map((path) => `- ${inert(path)}`),
        )
      : []),
    '',
    `${verdict ? `Approved by ${inert(verdict.actor)}. ` : ''}Rounds: ${rounds.length}.`,
  ].join('\n');
}

function listed(title: string, rows: readonly string[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > ROWS ? [`- … ${rows.length - ROWS} more`] : [];
  return ['', `${title}:`, ...rows.slice(0, ROWS), ...more];
}

const opening = (mark: string) => `<!-- backlog:${mark} -->`;
const closing = (mark: string) => `<!-- /backlog:${mark} -->`;

/** Matches a part of Backlog's, also one of an earlier pull request of the run. */
const PART = /<!-- backlog:([0-9a-f-]{36}) -->[\s\S]*?<!-- \/backlog:\1 -->/;

/**
 * Puts Backlog's part into the text of a pull request, once. What people wrote around it stays: Backlog's part gets the
 * room that they left, and without room the text stays as it is.
 */
export function withSection(body: string, mark: string, section: string): string {
  const part = PART.exec(body);
  const before = part ? body.slice(0, part.index) : body.trim() && `${body.trim()}\n\n`;
  const after = part ? body.slice(part.index + part[0].length) : '';
  const [start, end] = [`${opening(mark)}\n`, `\n${closing(mark)}`];
  const room = MOST.body - (before + start + end + after).length;
  if (room < 0) return body;
  return before + start + section.slice(0, Math.min(MOST.section, room)) + end + after;
}

/** Checks whether a pull request has Backlog's part. */
export const hasMark = (body: string, mark: string): boolean => body.includes(opening(mark));
