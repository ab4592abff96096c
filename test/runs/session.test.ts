import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { finishedLines } from '../support/files.ts';
import { soak } from '../support/soak-test.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

soak('a client that died before it had a conversation begins one, and is told everything again', async () => {
  const { run, task, root, start, becomes, until, tree } = await field(plugin);
  const binary = join(root, 'client');
  const started = join(root, 'started');
  writeFileSync(binary, `#!/bin/sh\necho "$@" >> ${started}\nexec sleep 600\n`, { mode: 0o755 });
  await run('agent_update', { name: 'claude', binary });
  const id = await start(await task({ description: 'Change a', scope: 'src/**' }), 'claude');
  const lines = () => finishedLines(started);
  await until(id, () => lines().length === 1);
  await run('run_stop', { run: id });
  await becomes(id, 'stopped');
  await run('run_resume', { run: id });
  await until(id, () => lines().length === 2);
  const sessions = lines().map((line) => /--session-id (\S+)/.exec(line)?.[1]);
  expect(sessions).toEqual([expect.stringMatching(/-/), expect.stringMatching(/-/)]);
  expect(lines()[1]).not.toContain('--resume');
  expect(readFileSync(join(tree(id), '../prompt.md'), 'utf8')).toMatch(/^Do the task below[\s\S]*was interrupted/);
});
