import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { say, show } from '../../demo/say.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const plugin = builtPlugin();

soak(
  'npm run demo shows what it says: `backlog demo`; agents with a task each, an edit refused, signatures of the agents, a sound queue',
  async () => {
    const words = ['scripts/run-ts.mjs', 'demo/main.ts', plugin.folder];
    const { stdout: printed } = await promisify(execFile)(process.execPath, words, { cwd: repository });
    const [, second = ''] = printed.split('The same queue inside one session');
    expect(second.split('\n').filter((line) => line.length > 80 && /\S {1,2}\S/.test(line.trim()))).toEqual([]);
    // Lines are broken between words.
    const stdout = printed.replace(/(?<=\S)\n +(?=\S)/g, ' ');
    expect(stdout, 'the first part').toMatch(/^That took \d+ s\. Removed .*backlog-demo-/m);
    expect(stdout).toContain('Imported 3 tasks in one change');
    expect(stdout, 'what a new session is told').toMatch(/Backlog: 3 open \(2 ready, 1 blocked\)/);
    expect(stdout.match(/Backlog: this is your task/g)).toHaveLength(2);
    expect(stdout).toMatch(/src\/login\.js is claimed by .*a1d00000/);
    for (const agent of ['a1d0000000000001', 'b0b0000000000002'])
      expect(stdout).toMatch(new RegExp(`ai:claude-code/backlog:implementer#${agent} \\(session .+\\) task_done`));
    expect(stdout).toContain('Unblocked: #3 Test login and cart together');
    expect(stdout).toContain(' No problems found in ');
  },
);

test('what it prints is broken between words, at the width of a terminal', () => {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(...line.split('\n')));
  const words = Array.from({ length: 40 }, (_, i) => `unbroken${i}`);
  show(words.join(' '));
  say(words.join(' '));
  vi.restoreAllMocks();
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(process.stdout.columns || 80);
  expect(lines.join(' ').trim().split(/\s+/)).toEqual([...words, ...words]);
});
