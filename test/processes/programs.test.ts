import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { everyNth } from '../support/soak-test.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

function run(program: string, ...words: string[]) {
  return spawnSync(process.execPath, ['scripts/run-ts.mjs', `${program}/main.ts`, ...words], {
    cwd: repository,
    encoding: 'utf8',
  });
}

describe.each(
  everyNth(3, [
    ['soak', ['--part', 'nothing'], '--part nothing: no such part'],
    ['bench', ['--only', 'nothing'], '--only nothing: no such figures'],
    ['proof', ['--tools', '/nowhere.json'], '--tools: ENOENT'],
  ] as const),
)('%s', (program, words, problem) => {
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
