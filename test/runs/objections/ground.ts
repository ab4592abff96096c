import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../../../src/domain/records.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { basisOf } from '../../../src/work/objections/facts.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import type { FakeGitHub } from '../../support/github/fake.ts';
import type { IssueEdit } from '../../support/github/state.ts';
import { fakeInEnvironment } from '../../support/github/with-source.ts';
import { gitProject, handIn, runWithResult } from '../../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** The moments at which the world objects, by the number of the task and issue to which it happens. */
export const MOMENTS = { before: 1, work: 2, review: 3, approved: 4 } as const;

export interface Objecting extends TestWorkspace {
  fake: FakeGitHub;
  /** Synchronises the source. */
  sync(): Promise<unknown>;
  /** Changes an issue as a person there does. */
  there(number: number, edit: IssueEdit): void;
  modify(number: number, fields: object): Promise<unknown>;
  task(number: number): Task;
  /** The run at a moment: `r1` works, `r2` is in review, `r3` is approved. */
  runAt(moment: Exclude<keyof typeof MOMENTS, 'before'>): Run;
  /** Ends the round of the run at work, and hands in its result. */
  handIn(): Promise<void>;
  merge(): Promise<void>;
  /** Whether the work on a task is in the branch of the project. */
  hasLanded(number: number): boolean;
}

/** Four accepted issues with a criterion and a text, and runs of three of them; task 5 is completed, and task 6 is open. */
export async function objecting({
  depends = [],
  association = 'MEMBER',
}: {
  depends?: string[];
  association?: string;
} = {}): Promise<Objecting> {
  const fake = await fakeInEnvironment();
  const work = await testWorkspace();
  await gitProject(work);
  for (const n of Object.values(MOMENTS))
    fake.repository.open(`Change ${n}`, {
      body: 'Make it work.',
      association,
      author: association === 'MEMBER' ? 1 : 2,
    });
  await work.run('source_add', { service: 'github', list: 'acme/app' });
  await work.run('source_pull', { name: 'app' });
  await work.run('source_push', { name: 'app', agree: true });
  await work.run('task_add', { description: 'Done before' });
  await work.run('task_done', { id: ['5'] });
  await work.run('task_add', { description: 'Comes first' });
  const task = (number: number): Task =>
    Array.from(work.opened.store.state.all('task'), ([, one]) => one).find(({ id }) => id === number)!;
  const modify = (number: number, fields: object) => work.run('task_modify', { filter: String(number), ...fields });
  for (const n of Object.values(MOMENTS)) {
    if (association !== 'MEMBER') await work.run('task_accept', { filter: String(n) });
    await work.run('task_doc_write', { id: String(n), name: 'plan', content: 'The plan' });
    await modify(n, { acceptance: ['it works'], ...(depends.length > 0 ? { depends } : {}) });
  }
  for (const n of [MOMENTS.work, MOMENTS.review, MOMENTS.approved]) {
    const state = n === MOMENTS.work ? 'running' : 'review';
    const run = await runWithResult(work, { [`src/${n}.txt`]: `${n}\n` }, { number: n, branch: `backlog/${n}` });
    await work.opened.context(ADA).write('given', (tx) => {
      tx.put('run', run.id, { ...tx.get('run', run.id)!, state, basis: basisOf(tx, run) });
    });
  }
  await work.run('run_approve', { run: 'r3', unmet: true });
  const runAt: Objecting['runAt'] = (moment) => work.opened.store.state.get('run', `r${MOMENTS[moment] - 1}`)!;
  return {
    ...work,
    ...{ fake, task, modify, runAt },
    async sync() {
      fake.repository.pass(60_000);
      return work.run('source_sync', { name: 'app', agree: true });
    },
    there: (number, edit) => void fake.repository.edit(number, edit),
    async handIn() {
      await handIn(work, { ...runAt('work'), state: 'review' }, { 'src/2.txt': '2\n' });
    },
    merge: () => mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env }),
    hasLanded: (number) => existsSync(join(work.folder, 'project', `src/${number}.txt`)),
  };
}
