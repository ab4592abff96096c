import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHolder } from '../../src/claims/index.ts';
import type { Comment, Question, Run } from '../../src/domain/records.ts';
import { isLive, occupies, type RunState } from '../../src/domain/runs/run-states.ts';
import { prepareWorktree, runPaths, runRef, takeSnapshot } from '../../src/runs/git/index.ts';
import { locateRun } from '../../src/runs/run-folder.ts';
import { grantClaim } from '../../src/work/claim/claims.ts';
import { placeOfRun } from '../../src/work/processes/run-here.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { writeFiles } from './files.ts';
import { git } from './git.ts';
import { committedRepository } from './repository.ts';
import { ADA, type TestWorkspace } from './workspace.ts';

const TARGET = 'refs/heads/main';

/** Returns the agent of a run as a caller over MCP. */
export function inRun(run: string): Caller {
  return { actor: { kind: 'ai', name: 'claude-code', session: run, run }, holder: runHolder(run) };
}

/** Makes the project a git repository with one commit. @returns the id of the commit */
export async function gitProject(
  { folder, opened }: TestWorkspace,
  files: Readonly<Record<string, string>> = { 'src/a.txt': 'a\n' },
): Promise<string> {
  const project = join(folder, 'project');
  committedRepository(project, files);
  await opened.ready();
  return readFileSync(join(project, '.git', TARGET), 'utf8').trim();
}

/**
 * Stores the record of a run in some state, without a supervisor or files. An active run gets a claim. If the run
 * occupies its task, the task is started. `more` has further fields of the record. The private copy gets only a ref of
 * its result.
 */
export async function runIn(
  { opened }: Pick<TestWorkspace, 'opened'>,
  state: RunState,
  { number = 4, ...more }: Partial<Run> & { number?: number } = {},
): Promise<Run> {
  const context = opened.context(ADA);
  const task = Array.from(opened.store.state.all('task'), ([, one]) => one).find(({ id }) => id === number)!;
  const stored = await context.write('given', (tx) => {
    const id = `r${tx.nextId('run')}`;
    const holder = runHolder(more.group ?? id);
    const asRun = context.with({ caller: { actor: ADA.actor, holder } });
    const claim = isLive(state) ? grantClaim(tx, asRun, { task, scope: task.scope ?? [] }) : undefined;
    if (occupies(state)) tx.put('task', task.uuid, { ...task, start: tx.at });
    const run: Run = {
      id,
      task: task.uuid,
      attempt: 1,
      state,
      since: tx.at,
      at: tx.at,
      by: 'human:ada',
      agent: 'claude',
      provider: 'claude',
      repository: 'project',
      target: TARGET,
      base: '0'.repeat(40),
      branch: `backlog/${id}`,
      scope: task.scope ?? [],
      fence: claim?.fence ?? 0,
      limits: { wallMs: 60_000, idleMs: 60_000, checkRounds: 2 },
      ...placeOfRun(context.store),
      ...(more.reason ? { ends: [{ at: tx.at, code: more.reason.code }] } : {}),
      ...more,
    };
    tx.put('run', id, run);
    return run;
  });
  keepResult(context.store.dir, stored);
  return stored;
}

/** Gives the private copy a ref of a run's result, and nothing else. */
export function keepResult(store: string, { id, result, repository }: Run): void {
  const copy = join(store, 'runs/repositories', repository, 'store.git');
  if (result) writeFiles(copy, { [runRef(id, 'result')]: result.commit });
}

/** Returns a result for a run's record. Its commit does not exist. */
export function resultOf(more: Partial<NonNullable<Run['result']>> = {}): NonNullable<Run['result']> {
  const hash = 'a'.repeat(40);
  return {
    commit: hash,
    tree: hash,
    files: 1,
    added: 1,
    deleted: 0,
    paths: ['src/a.txt'],
    outside: [],
    nested: [],
    ...more,
  };
}

/**
 * Makes a run in review whose result is a real commit in the private copy. `files` are the files of the result, or a
 * function that changes its worktree, which starts at the tip of main.
 */
export async function runWithResult(
  work: TestWorkspace,
  files: Record<string, string> | ((tree: string) => void),
  more: Parameters<typeof runIn>[2] = {},
): Promise<Run> {
  const base = git(join(work.folder, 'project'), 'rev-parse', TARGET);
  const run = await runIn(work, 'review', { base, ...more, result: undefined });
  const place = locateRun(work.opened.context(ADA), run);
  await prepareWorktree(place, { base, branch: run.branch, target: run.target });
  return handIn(work, run, files, more);
}

/** Writes `files` into a run's worktree and makes the worktree the run's result, for the first time or again. */
export async function handIn(
  work: TestWorkspace,
  run: Run,
  files: Parameters<typeof runWithResult>[1],
  more: Pick<Partial<Run>, 'result'> = {},
): Promise<Run> {
  const context = work.opened.context(ADA);
  const place = locateRun(context, run);
  const { base } = run;
  const { tree: folder } = runPaths(place);
  if (typeof files === 'function') files(folder);
  else writeFiles(folder, files);
  const { commit, tree, changed, nested } = await takeSnapshot(place, { base, message: `Result of ${run.id}` });
  const sum = (read: (file: (typeof changed)[number]) => number) => changed.reduce((all, file) => all + read(file), 0);
  const result = resultOf({
    commit,
    tree,
    files: changed.length,
    added: sum(({ added }) => added),
    deleted: sum(({ deleted }) => deleted),
    paths: changed.map(({ path }) => path),
    nested,
  });
  return context.write('given', (tx) => {
    const made = { ...run, result, ...(more.result ? { result: { ...result, ...more.result } } : {}) };
    tx.put('run', run.id, made);
    return made;
  });
}

/** Stores an unanswered question of a run. */
export function askedBy({ opened }: TestWorkspace, run: Run, text = 'Which colour?'): Promise<Question> {
  return opened.context(inRun(run.id)).write('given', (tx) => {
    const question = { id: tx.uuid(), run: run.id, task: run.task, text, at: tx.at, actor: 'ai:claude-code' };
    tx.put('question', question.id, question);
    return question;
  });
}

/** Stores a comment `c1` on the first line of `src/a.txt` in the result of `r1`. Without `sent`, it is a draft. */
export async function draftIn(
  { opened }: Pick<TestWorkspace, 'opened'>,
  sent?: Comment['sent'],
  text = 'Why b?',
): Promise<void> {
  const context = opened.context(ADA);
  const run = context.store.state.get('run', 'r1')!;
  const found = { lines: ['b'], before: '', after: '' };
  const anchor = { commit: run.result!.commit, path: 'src/a.txt', side: 'new' as const, from: 1, to: 1, ...found };
  await context.write('given', (tx) => {
    tx.put('comment', 'c1', {
      id: 'c1',
      run: 'r1',
      task: run.task,
      text,
      at: tx.at,
      actor: 'human:ada',
      anchor,
      ...(sent ? { sent } : {}),
    });
  });
}
