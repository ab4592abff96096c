import { describe, expect, test } from 'vitest';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';
import { gitProject, runIn } from '../../support/runs.ts';
import { testWorkspace } from '../../support/workspace.ts';
import { join } from 'node:path';

/** Two open tasks, and a completed one. */
async function queue() {
  const line = cli({ USER: 'ada' });
  for (const words of ['add First +x', 'add Second', 'log Third']) expect((await line.say(words)).code).toBe(0);
  return line;
}

/** The lines between backticks in a text. */
const linesIn = (text: string) => Array.from(text.matchAll(/`backlog ([^`]*)`/g), ([, line = '']) => line);

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

describe('undo', () => {
  test('of an agent that was added or removed is refused, and names the change before it', async () => {
    const { say } = await queue();
    await say('agent add fixer ./fixer.sh');
    const added = await say('undo');
    expect([added.code, linesIn(added.err)]).toEqual([1, ['agent remove fixer']]);
    expect((await say('agent remove fixer')).code).toBe(0);
    const { code, err } = await say('undo');
    expect([code, linesIn(err)]).toEqual([1, ['undo 3', 'history']]);
    expect(err).toMatch(/^backlog: change 5 \(agent remove, human:\w+\) can't be undone: it changed only an agent/);
    expect((await say('list')).out).toContain('Second');
    expect((await say('undo 3')).out).toMatch(/^Undone: 3/);
  });
});

test('retry says that the former run is discarded, and which run replaces it', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Fix login' });
  await runIn(work, 'failed', { number: 1 });
  expect(await work.text('run_retry', { run: 'r1' })).toContain('r1 is discarded. r2 replaces it.');
});
