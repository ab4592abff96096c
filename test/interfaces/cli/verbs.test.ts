import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { cli, said } from './line.ts';

/** Five tasks, two of them obsolete. */
async function five(terminal = true) {
  const line = cli({}, terminal);
  for (const words of ['One +obsolete', 'Two', 'Three', 'Four +obsolete', 'Five']) await line.say(`add ${words}`);
  return line;
}

describe('words without a verb', () => {
  test.each([
    ['2', /^2 - ready Two\nuuid/],
    ['#2', /^2 - ready Two\nuuid/],
    ['+obsolete', /^1 - ready One.*\n4 - ready Four[^\n]*$/],
    ['-obsolete sort:id-', /^5 .*\n3 .*\n2 [^\n]*$/],
    ['2-3', /^2 .*\n3 [^\n]*$/],
    ['( +obsolete or id:2 )', /^1 .*\n4 .*\n2 [^\n]*$/],
    ['description:Tw --json', /^\{"total":1,/],
    ['show 2', /^2 - ready Two\nuuid/],
    ['ls +obsolete', /^1 .*\n4 [^\n]*$/],
  ])('%s', async (line, told) => {
    const { say } = await five();
    expect(await say(line)).toMatchObject({ code: 0, err: '', out: expect.stringMatching(told) });
  });

  test('a task that is not there is refused, a slip in a filter is shown', async () => {
    const { say } = await five();
    expect(await say('9')).toMatchObject({ code: 1, err: expect.stringContaining('no task 9') });
    expect(await say('due.befor:today')).toMatchObject({ code: 2, err: expect.stringContaining('^^^') });
  });
});

describe('many tasks at once', () => {
  test('are chosen by a filter, in one commit', async () => {
    const { say, asked } = await five();
    expect((await say('done +obsolete')).out).toBe('Completed #1 One\nCompleted #4 Four');
    expect(asked).toEqual([]);
    await say('undo');
    expect((await say('count')).out).toBe('5');
  });

  test('are shown, and want a yes when there are more than three', async () => {
    const { say, asked, answers } = await five();
    const no = await say('done 1-4');
    expect(asked).toEqual(['Complete these 4 tasks? [y/N] ']);
    expect(no).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^ {2}1 .*\n {2}2 .*\n {2}3 .*\n {2}4 .*Nothing was changed\.$/s),
    });
    expect((await say('count')).out).toBe('5');
    answers.push('y');
    expect(await say('done 1-4')).toMatchObject({ code: 0, out: expect.stringContaining('Completed #4 Four') });
    expect((await say('count')).out).toBe('1');
  });

  test('are taken back, and done again, only after a yes, and then exactly those that were shown', async () => {
    const { say, asked, answers } = await five();
    await say('done 1-4 --yes');
    expect(await say('undo')).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was changed.') });
    expect((await say('count')).out).toBe('1');
    answers.push('y', 'y');
    expect((await say('undo')).out).toMatch(/^Undone: \d+ .* done: /);
    expect((await say('count')).out).toBe('5');
    expect((await say('redo')).out).toMatch(/^Redone: \d+ .* done: /);
    expect(asked).toEqual([
      'Undo changes of these 4 tasks? [y/N] ',
      'Undo changes of these 4 tasks? [y/N] ',
      'Redo changes of these 4 tasks? [y/N] ',
    ]);
    await say('modify 5 --priority H');
    expect((await say('undo')).code).toBe(0);
    expect(asked).toHaveLength(3);
  });

  test('want no yes where it was said beforehand', async () => {
    const { say, asked, answers } = await five();
    answers.push('y');
    expect((await say('stop status:pending')).err).toContain('is not started');
    expect((await say('done status:pending --yes')).code).toBe(0);
    expect(asked).toEqual(['Stop these 5 tasks? [y/N] ']);
  });

  test('are refused where nobody can say yes', async () => {
    const { say } = await five(false);
    expect(await say('done 1-4')).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /these 4 tasks \(1, 2, 3, 4\): not confirmed, because there is no terminal\nRepeat the command at a terminal\.$/,
      ),
    });
    expect(await say('delete +obsolete')).toMatchObject({ code: 1, err: expect.not.stringContaining('--yes') });
    expect((await say('delete 1,4')).code).toBe(0);
    expect((await say('modify status:pending --priority H')).code).toBe(0);
    expect((await say('done 2-3 --yes')).code).toBe(0);
  });

  test('are deleted by a filter only after a yes, however few they are', async () => {
    const { say, asked, answers } = await five();
    answers.push('yes');
    expect((await say('rm +obsolete')).out).toBe('Deleted #1 One\nDeleted #4 Four\nTo restore: `backlog undo`');
    expect(asked).toEqual(['Delete these 2 tasks? [y/N] ']);
    expect((await say('delete 2')).out).toBe('Deleted #2 Two\nTo restore: `backlog undo`');
    expect(asked).toHaveLength(1);
  });

  test('are archived only after a yes where an age or a filter chose them', async () => {
    const { say, asked, answers } = await five();
    await say('done 1-3 --yes');
    expect((await say('archive +obsolete')).err).toContain('1 - completed One');
    expect(asked).toEqual(['Archive this task? [y/N] ']);
    answers.push('y');
    expect((await say('archive +obsolete')).out).toContain('Archived 1 task: #1 One');
    expect((await say('archive 2,3')).out).toContain('Archived 2 tasks: #2 Two; #3 Three');
    expect(asked).toHaveLength(2);
    expect(await say('archive 2,3')).toMatchObject({
      code: 1,
      err: expect.stringContaining('backlog archive restore 2'),
    });
    expect(await say('done 2-5')).toMatchObject({ code: 1, err: expect.stringContaining('is archived since') });
    expect((await say('archive')).err).toContain('nothing to archive');
    expect((await say('archive list')).out).toMatch(/^3 archived/);
    expect((await say('archive show 2')).out).toContain('2 - completed Two');
    expect((await say('archive restore 1-3 --yes')).out).toContain('Restored #3 Three');
  });

  test('are started and annotated one after the other', async () => {
    const { say } = await five();
    expect((await say('start 2-3')).out.match(/Started/g)).toHaveLength(2);
    expect((await say('annotate 2,3 Seen by me')).out).toBe('Added a note to #2 TwoAdded a note to #3 Three');
    expect((await say('annotate +obsolete Old')).out).toBe('Added a note to #1 OneAdded a note to #4 Four');
  });

  test('that nothing selects are told so', async () => {
    const { say } = await five();
    expect(await say('done +obsolet')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no open task matches .*\n.*\+obsolete/),
    });
    expect(await say('done')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no task was named: give its id'),
    });
  });

  test('stay as they were shown, whatever else comes meanwhile', async () => {
    const ada = await five();
    ada.answers.push('y');
    const asked = ada.asked;
    const done = ada.say('done status:pending');
    await expect.poll(() => asked.length).toBe(1);
    expect((await done).out).toContain('Completed #5');
  });
});

describe('settings', () => {
  test('are shown, set and unset one at a time, each with what it takes and means', async () => {
    const { say } = cli();
    const get = async () => (await say('settings get claims.outsideScope')).out;
    expect(await get()).toMatch(
      /^claims.outsideScope = warn {2}\(warn or deny or allow; default: warn\)\n {4}Answer to an agent/,
    );
    expect((await say('settings set claims.outsideScope deny')).out).toBe('claims.outsideScope = deny');
    expect(await get()).toContain('= deny ');
    expect((await say('settings unset claims.outsideScope')).out).toBe('Reset claims.outsideScope to warn');
    expect((await say('settings')).out).toContain('claims.outsideScope = warn');
    expect(await say('settings get claims.outside')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/did you mean/),
    });
    expect((await say('settings get checks.word')).out).toMatch(/^checks.word = /);
  });
});

test('tasks that are found by a word of their texts are changed only after a yes', async () => {
  const { say, asked, answers, as } = await five();
  await say('annotate 2 Merged by robots');
  await say('done robots');
  expect(asked).toEqual(['Complete this task? [y/N] ']);
  expect((await say('2')).out).toContain('ready Two');
  for (const line of ['done robots', 'start Three', 'modify /Fo.r/ --priority H'])
    expect(await as({}, false).say(line)).toMatchObject({
      code: 1,
      err: expect.stringContaining('not confirmed, because there is no terminal'),
    });
  await say('done +obsolete');
  expect(asked).toHaveLength(1);
  answers.push('y');
  expect((await say('done robots')).out).toContain('Completed #2 Two');
});

test('whoami and doctor name the same folder each time before there is a queue', async () => {
  const folder = tempFolder('repository');
  git(folder, 'init', '-q');
  const around = { cwd: folder, env: { BACKLOG_HOME: join(folder, 'home') } };
  for (const word of ['whoami', 'doctor']) {
    const first = await said([word], around);
    expect(first.out).toContain(`creates it in ${folder}/home/workspaces.`);
    expect(await said([word], around)).toEqual(first);
  }
});

test('whoami says who signs, who holds and where the queue is', async () => {
  const { say, cwd } = cli();
  expect((await say('whoami --as human:ada')).out).toMatch(
    /^Your changes have the author human:ada\. Your claims are under ada \(0 claims now\)\.\nThe queue of /,
  );
  expect((await say('whoami')).out).toContain(`does not exist yet. The first change creates it in ${cwd}/store.`);
  await say('init');
  expect((await say('whoami')).out).toMatch(/\/store\.$/);
});

describe('help', () => {
  test('says what kind of value each flag takes', async () => {
    const { say } = cli();
    const help = (await say('add --help')).out;
    for (const flag of [
      '--due DATE',
      '--depends IDS',
      '--scope GLOBS',
      '--recur DURATION',
      '--priority WORD',
      '--parent ID',
      '--tags WORDS',
    ])
      expect(help).toContain(`  ${flag} `);
    const list = (await say('list --help')).out;
    for (const flag of ['--filter FILTER', '--limit NUMBER', '--tree ', '--graph '])
      expect(list).toContain(`  ${flag}`);
    expect((await say('done --help')).out).toMatch(/--force {2,}/);
  });
});
