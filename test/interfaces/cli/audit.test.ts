import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { soak } from '../../support/soak-test.ts';
import { cli } from './line.ts';

interface Line {
  seq: number;
  at: string;
  actor: { kind: string; name: string };
  command: string;
  changes: unknown[];
  prev: string;
  sum: string;
  hidden?: string[];
}

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const parsed = (text: string) => linesOf(text).map((line) => JSON.parse(line) as Line);

describe('backlog audit', () => {
  test('prints every commit in order, each line with a sum that its content has, chained to the line before', async () => {
    const { say } = cli();
    for (const line of ['add One', 'add Two', 'done 1', 'undo']) await say(line);
    const { out, code } = await say('audit');
    expect(code).toBe(0);
    const lines = parsed(out);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, n) => n + 1));
    expect(lines.at(-1)).toMatchObject({ command: 'task_undo', actor: { kind: 'human' } });
    for (const [n, text] of linesOf(out).entries()) {
      const { sum, prev } = lines[n]!;
      const body = text.replace(/,"sum":"[0-9a-f]{64}"\}$/, '}');
      expect(createHash('sha256').update(body).digest('hex')).toBe(sum);
      if (n > 0) expect(prev).toBe(lines[n - 1]!.sum);
    }
  });

  test('continues after a number, without a gap and without a line twice', async () => {
    const { say } = cli();
    await say('add One');
    const first = (await say('audit')).out;
    const last = parsed(first).at(-1)!.seq;
    await say('add Two');
    await say('add Three');
    const second = (await say(`audit --after ${last}`)).out;
    expect(first + second).toBe((await say('audit')).out);
    expect((await say(`audit --after ${last} --until ${last + 1}`)).out).toBe(`${linesOf(second)[0]}\n`);
    expect((await say('audit --after 999')).out).toBe('');
  });

  test('a line about a token lacks its hash, and lists that', async () => {
    const { say } = cli();
    await say('add One');
    const { token } = JSON.parse((await say('token add ci --json')).out) as { token: string };
    const { out } = await say('audit');
    const line = parsed(out).at(-1)!;
    expect(line).toMatchObject({ command: 'token_add', hidden: ['sha256'] });
    expect(out).not.toContain(createHash('sha256').update(token).digest('hex'));
    expect(out).not.toContain(token);
  });

  test.each(['audit --after monday', 'audit 12', 'audit --since 3'])('%s is refused', async (line) => {
    expect((await cli().say(line)).code).toBe(2);
  });

  test('is refused to a token that was removed', async () => {
    const person = cli();
    await person.say('add One');
    const { token } = JSON.parse((await person.say('token add ci --json')).out) as { token: string };
    const script = person.as({ BACKLOG_TOKEN: token }, false);
    expect((await script.say('audit')).code).toBe(0);
    await person.say('token remove ci');
    expect(await script.say('audit')).toMatchObject({ code: 1, out: '' });
  });

  soak('prints 128 MB of commits in little memory', async () => {
    const { say, cwd } = cli();
    await say('add One');
    const opened = await openWorkspace({ cwd, env: { BACKLOG_DIR: join(cwd, 'store') } });
    const text = 'x'.repeat(65_536);
    for (let n = 0; n < 2_000; n++)
      await opened.store.write({ command: 'x', actor: { kind: 'human', name: 'ada' } }, (tx) =>
        tx.put('x', 'x', { text: `${n} ${text}` }),
      );
    await opened.close();
    const { runCommandLine } = await import('../../../src/interfaces/cli/main-loop.ts');
    let [lines, most] = [0, 0];
    const before = process.memoryUsage().heapUsed;
    await runCommandLine(['audit'], {
      out: () => undefined,
      err: () => undefined,
      bytes: () => {
        if (++lines % 100 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
      },
      stdin: async () => '',
      rewrites: false,
      size: () => ({}),
      interrupted: new AbortController().signal,
      isTerminal: true,
      env: { BACKLOG_DIR: join(cwd, 'store'), TZ: 'UTC' },
      cwd,
    });
    expect(lines).toBeGreaterThan(2_000);
    expect(most).toBeLessThan(64 * 1_048_576);
  });
});
