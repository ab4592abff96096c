import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { started } from './support/acting.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

soak(
  'what an agent committed on an orphan branch, and its next round lacks, is named and blocks the approval',
  async () => {
    const place = await field(plugin);
    const id = await started(
      place,
      'if [ $BACKLOG_ROUND = 1 ]; then git checkout -q --orphan other; echo 1 > src/one.txt; git add -A; git commit -qm orphan; else echo x > src/x.txt; fi',
    );
    const failed = await place.until(id, ({ state }) => state === 'failed');
    expect(failed.reason).toMatchObject({ code: 'base_lost' });
    await place.run('run_resume', { run: id });
    const run = await place.becomes(id, 'review');
    expect(run.result?.missing?.map(({ path }) => path)).toEqual(['src/one.txt']);
    expect(await place.refused('run_approve', { run: id })).toMatchObject({ code: 'conflict' });
    await place.run('run_approve', { run: id, missing: 'src/one.txt' });
    await place.becomes(id, 'merged');
  },
);
