import { describe, expect, test } from 'vitest';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

/** Two open tasks, and a completed one. */
async function queue() {
  const line = cli({ USER: 'ada' });
  for (const words of ['add First +x', 'add Second', 'log Third']) expect((await line.say(words)).code).toBe(0);
  return line;
}

/** The line that a refusal suggests. */
const meantIn = (err: string) => /did you mean `backlog ([^`]*)`/.exec(err)?.[1];

describe('a status of modify', () => {
  test.each([
    ['todo', 'move 2 todo'],
    ['wip', 'move 2 progress'],
    ['WIP', 'move 2 progress'],
    ['in_review', undefined],
    ['blocked', "block 2 '…'"],
    ['cancelled', 'delete 2'],
    ['done', 'move 2 done'],
    ['frozen', undefined],
    ['review', undefined],
  ])('%s is refused with the values and %s', async (status, meant) => {
    const { say } = await queue();
    const { code, err } = await say(`modify 2 --status ${status}`);
    expect([code, meantIn(err)]).toEqual([2, meant]);
    expect(err).toMatch(new RegExp(`^backlog: status: expected pending, received "${status}"`));
    expect(err).not.toMatch(/unknown flag|no place/);
    if (meant !== undefined) expect((await say(wordsOf(meant))).code).toBe(0);
    else expect(err).toContain('`backlog move 2 progress`');
  });
});
