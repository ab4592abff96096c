import { expect, test } from 'vitest';
import { cli } from './line.ts';

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
