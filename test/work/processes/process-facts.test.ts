import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processFacts, variablesOf } from '../../../src/work/processes/process-facts.ts';

test.runIf(process.platform === 'linux')(
  'the variables and arguments of a process are known while it replaces its program',
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
