import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type RuleSet, rulesOf } from '../../../../../src/domain/autonomy/rule.ts';
import type { Run } from '../../../../../src/domain/records.ts';
import { decideLanding, type ResultFacts } from '../../../../../src/runs/autonomy/decide-landing.ts';
import { hasResult, resultFacts } from '../../../../../src/runs/autonomy/result-facts.ts';
import { ruleReader } from '../../../../../src/runs/autonomy/rule-reader.ts';
import { git } from '../../../../support/git.ts';
import { gitProject, runWithResult } from '../../../../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../../../support/workspace.ts';
import { BASE } from './base.ts';
import type { LandingResult } from './result.ts';

/** The facts about a result of the corpus, read from git as those of every run. */
export interface ReadResult {
  planted: LandingResult;
  facts: ResultFacts;
  /** The names of the sets of rules by which it lands, by their numbers. */
  landsBy(sets: readonly RuleSet[]): Promise<number[]>;
}

/**
 * Makes each result a commit, and reads its facts from git as the leader of the merge queue does.
 * @param isProved whether a command that failed before the result vouches for it
 */
export async function readResults(
  results: readonly LandingResult[],
  isProved: (result: LandingResult) => boolean,
): Promise<ReadResult[]> {
  const work = await testWorkspace();
  await gitProject(work, BASE);
  const project = join(work.folder, 'project');
  const base = git(project, 'rev-parse', 'HEAD');
  const commits = commitAll(project, base, results);
  await work.run('task_add', { description: 'Do it', acceptance: ['it is done'] });
  const run = await runWithResult(work, { 'made.txt': 'made\n' }, { number: 1 });
  await proveBy(work, run);
  const context = work.opened.context(ADA);
  const read: ReadResult[] = [];
  for (const [n, planted] of results.entries()) {
    const commit = commits[n]!;
    const check = { name: 'tests', ok: true, why: 'exited with 0', ms: 1, output: '', commit };
    const found = { ...run, base, checks: [{ ...check, base: { commit: base, ok: !isProved(planted), why: '' } }] };
    const made: Run = { ...found, result: { ...run.result!, commit, tree: commit, ...sizeOf(project, base, commit) } };
    if (!hasResult(made)) throw new Error('no result');
    const facts = { ...(await resultFacts(context, made)), objections: [], people: [] };
    read.push({
      ...{ planted, facts },
      landsBy: async (sets) => {
        const lands = await Promise.all(
          sets.map(async (set) => 'land' in decideLanding(set, facts, await ruleReader(context, set, made))),
        );
        return lands.flatMap((does, i) => (does ? [i] : []));
      },
    });
  }
  return read;
}

/** Lets the criterion of the task name the check, so that its answer on the base is evidence. */
async function proveBy({ opened }: TestWorkspace, { task }: Run): Promise<void> {
  await opened.context(ADA).write('given', (tx) => {
    const found = tx.get('task', task)!;
    const acceptance = found.acceptance!.map((criterion) => ({ ...criterion, by: 'tests' }));
    tx.put('task', task, { ...found, acceptance });
  });
}

/** Commits results in one process of git. @returns their ids */
function commitAll(project: string, base: string, results: readonly LandingResult[]): string[] {
  const text = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`;
  const lines = results.map(({ name, files }, n) => {
    const changes = Object.entries(files).map(([path, content]) =>
      content === undefined ? `D ${path}\n` : `M 100644 inline ${path}\n${text(content)}`,
    );
    return `commit refs/heads/planted-${n}\ncommitter Test <test@example.invalid> 1700000000 +0000\n${text(name)}from ${base}\n${changes.join('')}\n`;
  });
  execFileSync('git', ['fast-import', '--quiet'], { cwd: project, input: lines.join('') });
  return git(project, 'rev-parse', ...results.map((_, n) => `planted-${n}`)).split('\n');
}

function sizeOf(project: string, base: string, commit: string): { files: number; added: number; deleted: number } {
  const rows = git(project, 'diff', '--numstat', base, commit).split('\n');
  const sum = (field: number) => rows.reduce((all, row) => all + Number(row.split('\t')[field]), 0);
  return { files: rows.length, added: sum(0), deleted: sum(1) };
}

/** Reads rules as settings have them. */
export const ruleSets = (
  sets: readonly Readonly<Record<string, Readonly<Record<string, string | number>>>>[],
): RuleSet[] =>
  sets.map((set) =>
    rulesOf(
      Object.entries(set).flatMap(([rule, fields]) =>
        Object.entries(fields).map(([field, value]): [string, string | number] => [
          `autonomy.${rule}.${field === 'effect' ? 'then' : field}`,
          value,
        ]),
      ),
    ),
  );
