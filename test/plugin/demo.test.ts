import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const plugin = builtPlugin();

soak(
  'npm run demo shows what it says: runs to their merge; agents with a task each, an edit refused, signatures of the agents, a sound queue',
  async () => {
    const words = ['scripts/run-ts.mjs', 'demo/main.ts', plugin.folder];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: repository });
    expect(stdout).toContain('Imported 4 tasks in one change');
    expect(stdout, 'two tasks want the same file').toMatch(/src\/cart\.js is claimed by run r1 for #1/);
    expect(stdout).toMatch(/task 4 is blocked by #1 Add up the cart, #2 Check the password/);
    expect(stdout, 'the check that fails, and its repair').toMatch(
      /check unit: failed.*round 2 \(checks\).*check unit: passed/s,
    );
    expect(stdout, 'the diff').toContain('+export const total = (items) =>');
    expect(stdout.match(/^ {4}[0-9a-f]{7} (Start|Add up|Check|Round|Write).*/gm)).toHaveLength(5);
    expect(stdout.match(/^ {4}## main$/gm), 'nothing but the merges touched the checkout').toHaveLength(2);
    expect(stdout).toContain('Imported 3 tasks in one change');
    expect(stdout, 'what a new session is told').toMatch(/Backlog: 3 pending \(2 ready, 1 blocked\)/);
    expect(stdout.match(/Backlog: this is your task/g)).toHaveLength(2);
    expect(stdout).toMatch(/src\/login\.js is claimed by .*a1d00000/);
    for (const agent of ['a1d0000000000001', 'b0b0000000000002'])
      expect(stdout).toMatch(new RegExp(`ai:claude-code/backlog:implementer#${agent} \\(session .+\\) task_done`));
    expect(stdout).toContain('Unblocked: #3 Test login and cart together');
    expect(stdout).toMatch(/^ +No problems found in /m);
  },
);
