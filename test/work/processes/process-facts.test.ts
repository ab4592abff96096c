import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processFacts, readProgram, variablesOf } from '../../../src/work/processes/process-facts.ts';
import { unless } from '../../support/needs.ts';
import { soak } from '../../support/soak-test.ts';

/** What the kernel says in turn of a file of a process and of its memory, and what is read. */
test.each<[when: string, files: string[], memories: (string | undefined)[], read: string, reads: number]>([
  ['outside of execve(2)', ['MARK=one'], [], 'MARK=one', 1],
  ['at its end', ['', 'MARK=one'], ['1 2 3 4'], 'MARK=one', 2],
  ['in its middle', ['', '', '', 'MARK=one'], ['1 2 3 0', '1 2 3 0', '1 2 3 4'], 'MARK=one', 4],
  ['from one to the next', ['', '', 'MARK=one'], ['1 2 3 4', '5 6 7 8', '5 6 7 8'], 'MARK=one', 3],
  ['of a process without variables', ['', ''], ['1 2 3 4', '1 2 3 4'], '', 2],
  ['of a process that has ended, or of the kernel', ['', ''], [undefined], '', 2],
])('a file of a process is read %s', (_, files, memories, read, reads) => {
  let count = 0;
  const text = readProgram(
    () => files[count++],
    () => memories.shift(),
  );
  expect([text, count]).toEqual([read, reads]);
});

test('an execve(2) that does not end is waited for, but not for ever', () => {
  let time = 0;
  const slow = readProgram(
    () => '',
    () => '1 2 3 0',
    () => (time += 10),
  );
  expect([slow, time < 1_000]).toEqual(['', true]);
});

soak(
  'the variables and arguments of a process are known while it replaces its program',
  unless(process.platform === 'linux' ? undefined : 'only Linux has /proc'),
  async () => {
    const wrong: string[] = [];
    for (let i = 0; i < 40; i++) {
      // Each sh is replaced by the next, and each execve(2) empties both files for a moment. The last one waits: a
      // process that is ending has neither, before it counts as ended.
      const line = 'i=$1; [ $i = 0 ] || exec /bin/sh -c "$0" "$0" $((i - 1)); read end';
      const child = spawn('/bin/sh', ['-c', line, line, '10'], { env: { MARK: 'one' } });
      for (let command = ''; !command.endsWith('\0' + '0'); ) {
        const facts = processFacts(child.pid!)!;
        command = facts.command().replace(/\0$/, '');
        const told = [variablesOf(facts, { MARK: 'one' }), command.includes('exec')].join();
        if (told !== 'all,true') wrong.push(told);
      }
      child.stdin.end();
      await once(child, 'exit');
    }
    // For an instant of each execve(2), the kernel also refuses to say anything. Without a second read, 100 are wrong.
    expect(wrong.length, wrong.join(' ')).toBeLessThan(10);
  },
);

test('a process without any variable has none', async () => {
  const child = spawn('/bin/sleep', ['600'], { env: {} });
  await once(child, 'spawn');
  expect(variablesOf(processFacts(child.pid!)!, { MARK: 'one' })).toBe('none');
  child.kill();
});
