import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import type { ChangedFile } from '../../domain/runs/change-shapes.ts';
import { stateLabel } from '../../domain/state-words.ts';
import { listed, objectionsTo } from '../../domain/task/objections.ts';
import type { Task } from '../../domain/task/task.ts';
import { unmetOf } from '../../domain/task/unmet-criteria.ts';
import { findRun } from '../../runs/find-run.ts';
import { ACTS, type ActInput, type ActName, type ActRow } from '../../runs/lifecycle/run-commands.ts';
import { counted } from '../../text/count.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Call, Question } from './question.ts';

/** Maximum length of a task's description in the question. */
const DESCRIPTION = 120;

/** Actions that merge the result. */
const MERGING: readonly ActName[] = ['approve', 'merge_now'];

/** Actions that have no effect before their first write. */
const TRIED: readonly ActName[] = [
  'approve',
  'merge_now',
  'request_changes',
  'adopt',
  'answer',
  'discard',
  'handoff',
  'push',
];

/** Returns the question for an action on a run: the action, the size of the diff, checks, criteria and the text. */
export async function runQuestion(context: Context, { command, input }: Call): Promise<Question> {
  const name = (input.verb ?? command.name.replace(/^run_/, '')) as ActName;
  const { title }: ActRow = ACTS[name];
  const given = input as unknown as ActInput;
  const run = findRun(context.store.state, given.run);
  const task = context.queue.get(run.task);
  const yes = title.includes(' a run') ? title.replace(' a run', ` run ${run.id}`) : `${title} in run ${run.id}`;
  const about = task ? `task ${task.id} ${quoted(task.description, DESCRIPTION)}` : 'a task that no longer exists';
  return {
    lines: [
      `${yes}?`,
      `It is ${stateLabel(run.state)}, for ${about}.`,
      effectOf(name, run),
      ...(await resultLines(context, run)),
      ...checkLines(run),
      ...criteriaLines(task),
      ...acceptedLines(given, run, task),
      ...(given.note === undefined ? [] : [`${NOTES[name] ?? 'Note'}: ${quoted(given.note)}`]),
      ...(given.agent === undefined ? [] : [`Agent: ${quoted(given.agent)}`]),
    ],
    yes,
    facts(records) {
      const now = findRun(records as Parameters<typeof findRun>[0], run.id);
      return [now.state, now.result, now.checks, now.verdict, records.get('task', run.task)?.acceptance];
    },
    tries: TRIED.includes(name),
  };
}

/** Names of the text that comes with an action. */
const NOTES: Partial<Record<ActName, string>> = { request_changes: 'Changes', answer: 'Answer' };

function effectOf(name: ActName, { result, target }: Run): string {
  if (!MERGING.includes(name)) return ACTS[name].summary;
  return `Backlog then merges commit ${result?.commit.slice(0, 12)} into ${oneLine(branchName(target))}, if its checks pass on the merged tree.`;
}

/** Describes the diff of the result: `Result: 3 files, +40 -2: src/a.ts, src/b.ts, test/a.test.ts`. */
async function resultLines(context: Context, run: Run): Promise<string[]> {
  const { changedFiles, comparedIn } = await import('../on-call.ts');
  const compared = comparedIn(run);
  if (!compared) return ['Result: none'];
  const files = await changedFiles(context, run, compared).catch(() => undefined);
  if (!files) return [`Result: commit ${compared.to.slice(0, 12)}`];
  return [`Result: ${sizeText(files)}${files.length > 0 ? `: ${namesText(files.map(({ path }) => path))}` : ''}`];
}

function sizeText(files: readonly ChangedFile[]): string {
  const sum = (of: 'added' | 'deleted') => files.reduce((all, file) => all + file[of], 0);
  return `${counted(files.length, 'file')}, +${sum('added')} -${sum('deleted')}`;
}

function namesText(names: readonly string[]): string {
  return listed(names.map((name) => oneLine(name, 80))).join(', ');
}

function checkLines({ checks = [], result }: Run): string[] {
  if (checks.length > 0)
    return [`Checks: ${checks.map(({ name, ok }) => `${oneLine(name, 40)} ${ok ? 'passed' : 'failed'}`).join(', ')}`];
  return result ? ['Checks: none ran'] : [];
}

function criteriaLines(task: Task | undefined): string[] {
  const all = task?.acceptance?.length ?? 0;
  return all === 0 ? [] : [`Acceptance criteria: ${all - unmetOf(task!).length} of ${all} met`];
}

/** Names the objections that the action overrides. */
function acceptedLines(given: ActInput, run: Run, task: Task | undefined): string[] {
  const accepted = objectionsTo({ run, task }).filter(({ grant }) => given[grant]);
  const reason = given.override?.trim();
  return [
    ...accepted.map(({ mark, names }) => `You accept: ${mark}: ${namesText(names)}`),
    ...(reason ? [`Reason: ${quoted(reason)}`] : []),
  ];
}
