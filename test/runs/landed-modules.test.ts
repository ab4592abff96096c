import { expect } from 'vitest';
import { recordLanded } from '../../src/runs/merge/landing.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

soak(
  'of results that are merged together, each names its submodule that stays behind, however many files it has',
  async () => {
    const work = await testWorkspace();
    const { opened } = work;
    await gitProject(work);
    const context = opened.context(ADA);
    for (const [n, module] of ['lib', 'web'].entries()) {
      await work.run('task_add', { description: `Task ${n + 1}` });
      const { id } = await runWithResult(work, { [module]: 'x\n' }, { number: n + 1 });
      await work.run('run_approve', { run: id });
      await context.write('given', (tx) => {
        const run = tx.get('run', id)!;
        const { commit } = run.result!;
        const merge = { old: run.base, new: commit, commit, at: tx.at };
        // The list of a result with very many files is full before the submodule.
        const paths = module === 'lib' ? ['a.txt'] : run.result!.paths;
        tx.put('run', id, { ...run, state: 'merging', merge, result: { ...run.result!, paths } });
      });
    }
    const behind = ['lib', 'web'].map((path) => ({ path, text: `${path} stays` }));
    await recordLanded(context, ['r1', 'r2'], { behind });
    const left = ['r1', 'r2'].map((id) => opened.store.state.get('run', id)!.merged?.behind);
    expect(left).toEqual([expect.stringMatching(/lib/), expect.stringMatching(/web/)]);
  },
);
