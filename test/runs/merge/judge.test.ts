import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { FAST } from '../../support/goals.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { soak } from '../../support/soak-test.ts';
import { testWorkspace } from '../../support/workspace.ts';

/** Keeps each question, and finds that a result breaks a refusal if the question has an added line about it. */
const JUDGE = `
import { appendFileSync, readFileSync } from 'node:fs';
const file = process.env.BACKLOG_JUDGE;
appendFileSync(process.argv[2], JSON.stringify(file ? readFileSync(file, 'utf8') : null) + '\\n');
const asks = file && /^> \\+fetch/m.test(readFileSync(file, 'utf8'));
console.log(asks ? 'Why: breaks: it asks a server' : 'Why: neutral');
`;

soak(
  'the merge queue asks the judge about the merged tree; what breaks a refusal returns to review, the others land',
  async () => {
    const work = await testWorkspace();
    await gitProject(work);
    const [judge, log] = [join(work.folder, 'judge.mjs'), join(work.folder, 'questions')];
    writeFileSync(judge, JUDGE);
    const { id: _, ...goal } = FAST;
    await work.run('goal_add', goal);
    await work.run('setting_set', { name: 'checks.judge', value: `"${process.execPath}" "${judge}" "${log}"` });
    await work.run('setting_set', { name: 'runs.checks..', value: 'judge' });
    const made = [
      ['1.txt', 'local', 'I-1'],
      ['2.txt', 'fetch(url)', 'I-1'],
      ['3.txt', 'fetch(url)', undefined],
    ] as const;
    for (const [n, [file, text, served]] of made.entries()) {
      await work.run('task_add', { description: `Make ${file}`, ...(served ? { goal: served } : { upkeep: 'none' }) });
      await runWithResult(work, { [file]: `${text}\n` }, { number: n + 1, ...(served ? { goal: served } : {}) });
      await work.run('run_approve', { run: n + 1 });
    }
    const merge = () =>
      mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
    const run = (id: string) => work.opened.store.state.get('run', id) as Run;
    const questions = () =>
      readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as string | null);
    await merge();
    expect([1, 2, 3].map((n) => run(`r${n}`).state)).toEqual(['merged', 'review', 'merged']);
    expect(run('r2').waits).toEqual({
      why: 'red',
      text: 'the merged tree breaks a refusal of I-1: judge: it asks a server',
    });
    // The question is that of the worktree, with both results that serve a goal; upkeep is none of its business.
    const [first] = questions();
    expect(first).toContain('You judge 2 results of agents');
    expect(first).toContain('will not: "requests to a server"');
    expect(first).toContain('> +local');
    expect(first).not.toContain('3.txt');
    expect(questions().findLast((question) => question?.startsWith('You judge the result of an agent'))).toContain(
      '1.txt',
    );

    // The answer is in the way of the next approval. A person accepts it, and then nobody asks again.
    expect((await work.refused('run_approve', { run: 'r2' })).message).toContain('breaks a refusal of I-1: judge');
    await work.run('run_approve', { run: 'r2', breaks: true });
    const asked = questions().length;
    await merge();
    expect(run('r2').state).toBe('merged');
    expect(questions().slice(asked)).toEqual([null]);
  },
);
