import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { tempFolder } from './folder.ts';
import { soak } from './soak-test.ts';

soak('`npm test` loads the sources that it compiled, not those of an earlier run in the same clone', () => {
  const { BACKLOG_SOAK, BACKLOG_VOLUME, ...env } = process.env;
  const run = () =>
    execFileSync('npx', ['vitest', 'run', '--shard=1/300'], {
      env: { ...env, BACKLOG_TEST_SUMMARY: join(folder, 'summary.json') },
      encoding: 'utf8',
    });
  const folder = tempFolder();
  run();
  expect(run()).toMatch(/Tests .*passed/);
});
