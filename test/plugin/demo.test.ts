import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const plugin = builtPlugin();

soak(
  'npm run demo shows what it says: `backlog demo`; agents with a task each, an edit refused, signatures of the agents, a sound queue',
  async () => {
    const words = ['scripts/run-ts.mjs', 'demo/main.ts', plugin.folder];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: repository });
    expect(stdout, 'the first part').toMatch(/^That took \d+ s\. Removed .*backlog-demo-/m);
    expect(stdout).toContain('Imported 3 tasks in one change');
    expect(stdout, 'what a new session is told').toMatch(/Backlog: 3 open \(2 ready, 1 blocked\)/);
    expect(stdout.match(/Backlog: this is your task/g)).toHaveLength(2);
    expect(stdout).toMatch(/src\/login\.js is claimed by .*a1d00000/);
    for (const agent of ['a1d0000000000001', 'b0b0000000000002'])
      expect(stdout).toMatch(new RegExp(`ai:claude-code/backlog:implementer#${agent} \\(session .+\\) task_done`));
    expect(stdout).toContain('Unblocked: #3 Test login and cart together');
    expect(stdout).toMatch(/^ +No problems found in /m);
  },
);
