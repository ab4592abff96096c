import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from './line.ts';

/** What people type that is nearly right: each is told what there is, and what to type. */
describe('a slip', () => {
  test.each([
    ['restore 8', 2, /there is no file 8\n.*`backlog backup` wrote.*`backlog archive restore 12`/],
    ['setting get runs', 1, /"runs" is no setting, but the beginning of \d+\nSay one of runs\.\w+/],
    ['setting get claims.', 1, /Say one of claims\./],
    ['alias remove', 2, /say which one is to go\nThere are mine\./],
    ['alias unset mines', 1, /no alias mines \(did you mean mine\?\)/],
    ['add Fix due: friday', 2, /nothing stands behind due:\nDid you mean `due:friday`\?/],
    ['add', 2, /description is required\nFor example `backlog add /],
    ['add due:friday', 2, /description is required\nFor example `backlog add /],
    ['done', 2, /id is required\nFor example `backlog done \d+`/],
    ['edit', 2, /^backlog: id is required\nFor example `backlog edit 12`/],
    ['orchestrator', 2, /"orchestrator" needs a verb: start, pause, stop, status\n/],
    ['doc', 2, /"doc" needs a verb: .*write, read/],
    ['add Fix project:', 2, /nothing stands behind project:\nSay it without a blank: `project:VALUE`/],
  ])('%s', async (line, code, told) => {
    const { say, cwd } = cli();
    const { say: sayThere } = cli({ BACKLOG_HOME: join(cwd, 'home') }, true, cwd);
    await sayThere('alias set mine list +READY');
    await sayThere('add One');
    expect(await sayThere(line)).toMatchObject({ code, out: '', err: expect.stringMatching(told) });
    expect((await sayThere('count')).out).toBe('1');
    expect((await say('count')).code).toBe(0);
  });

  test('words behind -- and quoted ones may end with a colon', async () => {
    const { say } = cli();
    expect((await say('add -- Fix due: friday')).out).toContain('Fix due: friday');
    expect((await say(['add', 'Fix due: friday'])).out).toContain('Fix due: friday');
    expect((await say('add Note: this is one')).out).toContain('Note: this is one');
  });

  test('alias remove takes one away', async () => {
    const { say, cwd } = cli();
    const home = cli({ BACKLOG_HOME: join(cwd, 'home') }, true, cwd);
    await home.say('alias set mine list +READY');
    expect((await home.say('alias remove mine')).out).toBe('mine is no alias any more');
    expect((await say('count')).code).toBe(0);
  });

  test.each(['review', 'approve', 'run discard', 'run show'])(
    '%s alone lists what waits for a review',
    async (line) => {
      const { say } = cli();
      await say('add One');
      expect(await say(line)).toEqual(await say('run list --state review'));
      expect((await say(`${line} r9`)).err).toContain('r9');
    },
  );
});

test('an archiving can be looked at first', async () => {
  const { say } = cli();
  await say('add One');
  await say('done 1');
  const before = (await say('history')).out;
  expect((await say('archive +COMPLETED --dry-run')).out).toBe('Would archive 1 task: 1 One\nNothing was changed.');
  expect((await say('history')).out).toBe(before);
  expect((await say('archive --dry-run')).err).toMatch(/nothing to archive: no task was closed before/);
});

test('next says of what one has already how to go on with it', async () => {
  const { say } = cli();
  await say('add Fix "x" now');
  await say('next');
  expect((await say('next')).err).toBe(
    'Nothing to take: 1 open, 1 in your hands.\n- 1 Fix "x" now: you have it; backlog done 1 completes it, backlog stop 1 puts it down',
  );
});

test('denotate takes a part of a note, as long as no other has it', async () => {
  const { say } = cli();
  await say('add One');
  for (const note of ['looks good', 'looks bad', 'looks']) await say(['annotate', '1', note]);
  expect((await say('denotate 1 look')).err).toMatch(
    /^backlog: 3 annotations of task 1 fit "look"\nName one by its id: /,
  );
  expect((await say('denotate 1 nothing')).err).toContain('no annotation of task 1 fits "nothing"');
  expect((await say('denotate 1 bad')).out).toBe('Removed from 1 One: "looks bad"');
  expect((await say('denotate 1 looks')).out).toBe('Removed from 1 One: "looks"');
});

test('what is refused of an undo or redo names commands as they are typed, too', async () => {
  const { say } = cli();
  await say('add One');
  await say('add Two');
  await say('undo');
  await say('done 1');
  expect((await say('redo')).err).toMatch(/^backlog: you made commit 4 \(done, human:\w+\) after/);
});

test('undo names commands as they are typed', async () => {
  const { say } = cli();
  await say('add One');
  await say('done 1');
  const { out } = await say('undo');
  expect(out).toMatch(/^Undone: 2 .* done {2}1 "One"/);
  expect((await say('redo')).out).toMatch(/^Done again: 2 .* done {2}1 "One"/);
});

describe('a folder with the data of several tools', () => {
  const task = '{"master":{"tasks":[{"id":1,"title":"Theirs","status":"pending"}]}}';
  const issue = '{"id":"bd-1","title":"Issue","status":"open","priority":2,"issue_type":"task"}';
  function both() {
    const line = cli();
    for (const [file, content] of [
      ['.taskmaster/tasks/tasks.json', task],
      ['.beads/issues.jsonl', issue],
    ] as const) {
      mkdirSync(join(line.cwd, 'old', file, '..'), { recursive: true });
      writeFileSync(join(line.cwd, 'old', file), content);
    }
    return line;
  }

  test('is not guessed about: they are named, with what to type', async () => {
    const { say } = both();
    expect(await say('import old')).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /old holds tasks of beads and of Task Master\nSay which with .*--format beads, or --format task-master/,
      ),
    });
    expect((await say('count')).out).toBe('0');
  });

  test('gives those of the one that is said, and then of the other', async () => {
    const { say } = both();
    expect((await say('import --format beads old')).out).toContain('Issue');
    expect((await say('import --format task-master old')).out).toContain('Theirs');
    expect((await say('count')).out).toBe('2');
  });
});
