import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startJob } from '../../../src/runs/supervisor/start-supervisor.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { runIn } from '../../support/runs.ts';
import { agent } from '../../support/workspace.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();
const BEN = agent('s1');

test('a run whose files somebody else holds by the time its supervisor begins says so at once, and by whom; it goes on when they are free', async () => {
  const place = await field(plugin);
  await place.agent('writer', `import { writeFileSync } from 'node:fs'; writeFileSync('src/a.txt', 'b\\n');`);
  const number = await place.task({ description: 'Change a', scope: 'src/**' });
  const { id } = await runIn(place, 'queued', {
    number,
    agent: 'writer',
    provider: 'command',
    repository: 'user',
    base: git(place.user, 'rev-parse', 'main'),
  });
  await place.run('claim_release', { task: number });
  const { claim } = await place.run<{ claim: { id: string } }>('claim_acquire', { scope: 'src/a.txt' }, BEN);
  const log = join(place.store, 'runs', id, 'supervisor.log');
  startJob(plugin.supervisor, { run: id }, { store: place.store, cwd: place.user, log });
  const refused = await place.settled(id);
  expect(refused).toMatchObject({
    state: 'failed',
    reason: { code: 'claimed', text: expect.stringMatching(/src\/a\.txt.*s1/) },
  });
  expect(await place.text('run_show', { run: id })).toContain(`next: run_control ${id} with verb resume`);
  await place.run('claim_release', { claim: claim.id }, BEN);
  await place.run('run_resume', { run: id });
  expect((await place.becomes(id, 'review')).result?.paths).toEqual(['src/a.txt']);
});
