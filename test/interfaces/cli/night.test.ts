import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, said } from './line.ts';

const LINE = 'night project:web --until 3h --budget 20 --unreviewed 8 --new-tasks 10 --risk low';

test('the contract is told back before the yes; a no begins nothing', async () => {
  const { say, asked, answers } = cli();
  await say('add Alpha project:web');
  const no = await say(LINE);
  expect(asked).toEqual(['Begin this night? [y/N] ']);
  for (const words of ['project:web', '$20.00, also', 'at most 8 results', 'agents add at most 10'])
    expect(no.err).toContain(words);
  expect(no.code).toBe(1);
  expect((await say('night')).out).toContain('No night has begun');
  answers.push('y');
  const yes = await say(LINE);
  expect([yes.code, asked.length]).toEqual([0, 2]);
  expect((await say('night')).out).toContain('Night n1');
  expect((await say('morning')).out).toContain('Night n1 so far');
  expect((await say('night stop')).code).toBe(0);
});

test('--yes answers for a person, and tells the contract all the same; nobody else may answer', async () => {
  const { say, asked, as } = cli();
  await say('add Alpha project:web');
  const agent = await as({ CLAUDECODE: '1' }, false).say(`${LINE} --yes`);
  expect(agent.code).not.toBe(0);
  expect(agent.err).toContain('is for people');
  const script = await as({}, false).say(`${LINE} --yes`);
  expect(script.err).toContain('is for people');
  expect((await say('night')).out).toContain('No night has begun');
  const yes = await say(`${LINE} --yes`);
  expect([yes.code, asked]).toEqual([0, []]);
  expect(yes.err).toContain('$20.00, also');
  await say('night stop');
});

test('the contract fits on the terminal', async () => {
  const { cwd, say } = cli();
  await say('add Alpha project:web');
  const terminal = { isTerminal: true, ask: async () => '', put: () => undefined, size: () => ({ columns: 80 }) };
  const { err } = await said(LINE.split(' '), {
    env: { BACKLOG_DIR: join(cwd, 'store'), TZ: 'UTC' },
    cwd,
    ...terminal,
  });
  expect(err).toContain('Nothing starts');
  expect(Math.max(...err.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
