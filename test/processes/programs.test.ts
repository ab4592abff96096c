import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

function run(program: string, ...words: string[]) {
  return spawnSync(process.execPath, ['scripts/run-ts.mjs', `${program}/main.ts`, ...words], {
    cwd: repository,
    encoding: 'utf8',
  });
}

describe.each([
  ['bench', ['--only', 'nothing'], '--only nothing: no such figures'],
  ['soak', ['--part', 'nothing'], '--part nothing: no such part'],
  ['proof', ['--tools', '/nowhere.json'], '--tools: ENOENT'],
])('%s', (program, words, problem) => {
  test('says how it is called', () => {
    const { status, stdout, stderr } = run(program, '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`npm run ${program} -- [--`);
  });

  test('words that it does not know are told without a stack, and end it with 2', () => {
    const { status, stdout, stderr } = run(program, ...words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(`npm run ${program} -- [--`);
    expect(stderr).not.toContain('    at ');
  });
});
