import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandNamed } from '../../../src/commands/index.ts';
import { linesOfEach } from '../../../src/interfaces/cli/words/several.ts';
import { runsOf } from '../../../src/runs/find-run.ts';
import { gitProject, runIn, runWithResult } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn, stillClock } from './line.ts';

/** Tasks 1 to 3 have the runs r1 and r2 in review and the failed r3. Task 4 is blocked by 5, and 6 is done. */
const fill = async (work: TestWorkspace) => {
  await gitProject(work, { 'fix.sh': '#!/bin/sh\n' });
  chmodSync(join(work.folder, 'project/fix.sh'), 0o755);
  for (const description of ['One', 'Two', 'Three', 'Four', 'Five', 'Six']) await work.run('task_add', { description });
  await work.run('task_modify', { filter: '4', depends: '+5' });
  await work.run('task_done', { id: 6 });
  for (const number of [1, 2]) await runWithResult(work, { [`${number}.txt`]: 'b\n' }, { number });
  await runIn(work, 'failed', { number: 3, reason: { code: 'agent_failed', text: 'it exited with 3' } });
};
const queue = workspaces(fill);
const approved = workspaces(fill);

const sayIn = ({ folder }: TestWorkspace, more: Parameters<typeof cli>[0] = {}) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada', ...more }, true, join(folder, 'project'), stillClock()).say;

const storeOf = ({ opened }: TestWorkspace) => opened.store;
const queueOf = ({ opened }: TestWorkspace) => opened.context(ADA).queue;

describe('a word for a state selects tasks', () => {
  test.each(
    everyNth(3, [
      ['list blocked', '+BLOCKED'],
      ['list done', '+COMPLETED'],
      ['list all', '+ANY'],
      ['list open tasks', 'status:pending'],
      ['list mine', 'agent:@me'],
      ['list failed', '+FAILED'],
      ['count blocked', '+BLOCKED'],
      ['tree in progress', '+ACTIVE'],
      ['list blocked limit:1', '+BLOCKED limit:1'],
    ]),
  )('%s is %s, and says so', async (line, filter) => {
    const say = sayIn(await queue());
    const [command] = line.split(' ');
    const meant = await say([command!, filter]);
    expect(await say(line)).toMatchObject({ code: 0, out: meant.out, err: expect.stringContaining('To search texts') });
  });

  test.each(['list blocked docs', 'list blocked or docs', 'list text:blocked', 'export done'])(
    '%s is no state',
    async (line) => {
      expect((await sayIn(await queue())(line)).err).not.toContain('backlog: read');
    },
  );

  test.each([
    ['done blocked', 'done +BLOCKED'],
    ['delete completed', 'delete +COMPLETED'],
    ['archive completed', 'archive +COMPLETED'],
    ['run ready', 'run +READY'],
    ['modify blocked priority:H', 'modify +BLOCKED --priority H'],
  ])('%s changes nothing, and names %s', async (line, meant) => {
    const work = await queue();
    const { seq } = storeOf(work).state;
    const { code, err } = await sayIn(work)(line);
    expect([code, meantIn(err), storeOf(work).state.seq]).toEqual([2, meant, seq]);
  });

  test('words behind an id stay words', async () => {
    const say = sayIn(await queue());
    expect((await say('move 5 done')).out).toContain('Five');
    expect((await say('annotate 4 blocked')).code).toBe(0);
  });
});

describe('--all and -a', () => {
  test.each(['list --all', 'list -a', 'ls --all', 'tree --all', 'count -a'])(
    '%s has closed tasks, too',
    async (line) => {
      const say = sayIn(await queue());
      expect(await say(line)).toEqual(await say(`${line.split(' ')[0]} +ANY`));
    },
  );

  test.each(['agent list --all', 'goal list --all', 'view list -a', 'claims --all', 'history --all', 'inbox --all'])(
    '%s is accepted',
    async (line) => {
      expect(await sayIn(await queue())(line)).toMatchObject({ code: 0, err: '' });
    },
  );
});

describe('several runs or tasks in one line', () => {
  test.each(everyNth(3, ['r1 r2', 'r1,r2', 'r1-r2', 'r1 and r2', '1 2']))('approve %s is a line for each', (ids) => {
    const names = ids.startsWith('r') ? ['r1', 'r2'] : ['1', '2'];
    expect(linesOfEach(commandNamed('run_approve'), ids.split(' '))).toEqual(names.map((id) => ['approve', id]));
  });

  // The merge queue of an approval goes on in the folder, so no other test has it.
  test('approve 1 2 approves each', async () => {
    const work = await approved();
    const { code, err } = await sayIn(work)('approve 1 2');
    expect([code, err]).toEqual([0, '']);
    await storeOf(work).refresh();
    for (const id of ['r1', 'r2']) expect(storeOf(work).state.get('run', id)?.state).not.toBe('review');
  });

  test.each(
    everyNth(3, [
      ['approve r1 2', 'approve r1 && backlog approve 2'],
      ['approve 1 r2', 'approve 1 && backlog approve r2'],
      ['approve r1,2', 'approve r1 && backlog approve 2'],
      ['approve --yes r1 2', 'approve r1 --yes && backlog approve 2 --yes'],
      ['discard --note wrong r1 2', 'discard r1 --note wrong && backlog discard 2 --note wrong'],
      ['discard r1 2', 'discard r1 --note 2'],
      ['request-changes r1 404', 'request-changes r1 --note 404'],
      ['answer r1 2', 'answer r1 --note 2'],
      ['answer 1 2', 'answer 1 --note 2'],
    ]),
  )('%s names a run and a number, and is refused with %s', async (line, meant) => {
    const work = await queue();
    const { seq } = storeOf(work).state;
    const { code, err } = await sayIn(work)(line);
    await storeOf(work).refresh();
    expect([code, meantIn(err), storeOf(work).state.seq]).toEqual([2, meant, seq]);
  });

  test('a list of one kind with a flag for the note is a line for each', () => {
    const [command, rest] = [commandNamed('run_request_changes'), ['1', '2', '--note', 'Add a test']];
    const each = (id: string) => ['request-changes', id, '--note', 'Add a test'];
    expect(linesOfEach(command, rest)).toEqual([each('1'), each('2')]);
  });

  test('a flag before the ids, or between them, is in each line', () => {
    const command = commandNamed('run_approve');
    const each = ['r1', 'r2'].map((id) => ['approve', id, '--unmet']);
    expect(linesOfEach(command, ['--unmet', 'r1', 'r2'])).toEqual(each);
    expect(linesOfEach(command, ['r1', '--unmet', 'r2'])).toEqual(each);
  });

  test('approve r1 R1 is approve r1', () => {
    expect(linesOfEach(commandNamed('run_approve'), ['r1', 'R1', '--unmet'])).toEqual([['approve', 'r1', '--unmet']]);
  });

  test.each([
    ['comment 4 5 hello', 'annotate 4 hello && backlog annotate 5 hello'],
    ['annotate 4 5 6 hi', 'annotate 4 hi && backlog annotate 5 hi && backlog annotate 6 hi'],
    ['4 5 annotate hi', 'annotate 4 hi && backlog annotate 5 hi'],
    ['annotate 4 404', 'annotate 4 --text 404'],
    ['discard r1 or r2', undefined],
  ])('%s acts on no first one alone: it is refused with %s', async (line, meant) => {
    const work = await queue();
    const { seq } = storeOf(work).state;
    const { code, err } = await sayIn(work)(line);
    await storeOf(work).refresh();
    expect([code, meantIn(err), storeOf(work).state.seq]).toEqual([2, meant, seq]);
  });

  test.each([
    ['annotate 4,5 hi'],
    [['annotate', '4', '5 tests fail']],
    ['annotate 4 --text 404'],
    ['comment 4 or not'],
  ])('%j is a note', async (line) => {
    expect(await sayIn(await queue())(line)).toMatchObject({ code: 0, err: '' });
  });

  test('modify -m is no new description', async () => {
    const work = await queue();
    const { code } = await sayIn(work)(['modify', '1', '-m', 'because of a customer']);
    await storeOf(work).refresh();
    const texts = Array.from(storeOf(work).state.all('task'), ([, { description }]) => description);
    expect([code, texts]).toEqual([2, expect.not.arrayContaining(['because of a customer'])]);
  });

  test('goes on after a refused one, and ends with its code', async () => {
    const work = await queue();
    const { code, out, err } = await sayIn(work)('discard r99 r1');
    expect([code, out, err]).toEqual([1, expect.stringContaining('r1 discarded'), expect.stringContaining('run r99')]);
  });

  test.each(['show 1 2', 'show 1,2', 'show r1 r2'])('%s shows each', async (line) => {
    const { code, out } = await sayIn(await queue())(line);
    expect([code, out]).toEqual([0, expect.stringMatching(/One[\s\S]*Two/)]);
  });

  test('a text for several runs is refused with a line for each', async () => {
    const { err } = await sayIn(await queue())(['request-changes', 'r1', 'r2', 'Add a test']);
    expect(meantIn(err)).toBe("request-changes r1 'Add a test' && backlog request-changes r2 'Add a test'");
  });
});

describe('the reason of a discarded result', () => {
  test.each([
    ['discard r1 wrong colour'.split(' ')],
    [['discard', 'r1', '-m', 'wrong colour']],
    [['discard', 'r1', '--reason', 'wrong colour']],
    [['discard', '1', 'wrong colour']],
  ])('%s is a note of the task', async (line) => {
    const work = await queue();
    expect((await sayIn(work)(line)).code).toBe(0);
    await storeOf(work).refresh();
    const task = queueOf(work).byId(1);
    expect(task?.annotations?.map(({ text }) => text)).toEqual(['r1 discarded: wrong colour']);
    expect(runsOf(storeOf(work).state, task!.uuid)[0]?.state).toBe('discarded');
  });
});

describe('a run where a task is expected is its task', () => {
  test.each([
    ['comment r1 looks good', /Added a note to #1 One/],
    ['modify r2 priority:H', /^2 H review Two/m],
    ['add Next --depends r1', /blocked Next/],
    ['attachment add r1 fix.sh', /fix\.sh/],
  ])('%s', async (line, shown) => {
    const { code, out, err } = await sayIn(await queue())(line);
    expect([code, out, err]).toEqual([
      0,
      expect.stringMatching(shown),
      expect.stringMatching(/r\d is a run of task \d/),
    ]);
  });

  test.each([
    ['done r1', 'approve r1'],
    ['delete r1', 'discard r1'],
    ['start r1', 'run show r1'],
  ])('%s could mean the run, so it changes nothing', async (line, meant) => {
    const work = await queue();
    const { seq } = storeOf(work).state;
    const { code, err } = await sayIn(work)(line);
    expect([code, meantIn(err), storeOf(work).state.seq]).toEqual([2, meant, seq]);
  });

  test.each(['explain r1', 'history r1'])('%s reads the run', async (line) => {
    expect((await sayIn(await queue())(line)).code).toBe(0);
  });
});

describe('a new task', () => {
  test.each([
    ['add -m Seven', {}],
    ['add Seven --before 4', { blocks: 4 }],
    ['add Seven --blocks 4,5', { blocks: 5 }],
    ['add Seven --after 4', { after: 4 }],
  ])('%s', async (line, { blocks, after }: { blocks?: number; after?: number }) => {
    const work = await queue();
    expect(await sayIn(work)(line)).toMatchObject({ code: 0, out: expect.stringContaining('Seven') });
    await storeOf(work).refresh();
    const made = queueOf(work).byId(7)!;
    if (blocks) expect(queueOf(work).byId(blocks)?.depends).toContain(made.uuid);
    if (after) expect(made.depends).toEqual([queueOf(work).byId(after)!.uuid]);
  });

  test('that would block a task that it depends on is refused', async () => {
    const work = await queue();
    const { code, err } = await sayIn(work)('add Loop --blocks 4 --depends 4');
    expect([code, err]).toEqual([1, expect.stringContaining('cycle')]);
    await storeOf(work).refresh();
    expect(queueOf(work).byId(7)).toBeUndefined();
  });
});

test.each([
  ['done 5 fixed by hand', "annotate 5 'fixed by hand' && backlog done 5"],
  ['deps 5', 'info 5'],
  ['queue rename team', 'queue rename . team'],
  ['night list', 'night show'],
  ['run ready --agent helper', 'run +READY --agent helper'],
])('%s is refused with %s', async (line, meant) => {
  const { code, err } = await sayIn(await queue())(line);
  expect([code, meantIn(err)]).toEqual([2, meant]);
});

test.each(['done 4 --at yesterday 5', 'done 4 --sa bob', 'list --a', 'discard r1 --a ada', 'list -Z ada'])(
  '%s is never told to act in the name of another author',
  async (line) => {
    const { code, err } = await sayIn(await queue())(line);
    expect([code, err]).toEqual([2, expect.stringContaining('unknown flag')]);
    expect(err).not.toMatch(/--as\b/);
  },
);

test.each([
  ['undelete 6', 'modify 6 --status pending'],
  ['add Seven -p H', 'add Seven --priority H'],
  ['night status', 'night show'],
])('%s is %s', async (line, meant) => {
  const [one, other] = [await sayIn(await queue())(line), await sayIn(await queue())(meant)];
  expect([one.code, one.out]).toEqual([other.code, other.out]);
});

test.each(['import jira issues.csv', 'import issues.csv jira', 'import --from jira issues.csv'])(
  '%s names the format',
  async (line) => {
    const work = await queue();
    const csv = 'Summary,Issue key,Issue Type,Status\nOar,APP-1,Bug,To Do\n';
    writeFileSync(join(work.folder, 'project/issues.csv'), csv);
    const say = sayIn(work);
    expect((await say(line)).out).toContain('Oar');
    expect((await say('show APP-1')).out).toMatch(/source:? +jira APP-1/);
  },
);

test('runs whose files overlap are not started, and the refusal names no run that never was', async () => {
  const work = await queue();
  const say = sayIn(work);
  await say('agent add fixer ./fix.sh');
  for (const id of [4, 5]) await say(`modify ${id} --scope src/**`);
  await say(['modify', '4', '--depends', '']);
  const { code, err } = await say('run 4 5');
  expect([code, err]).toEqual([1, expect.stringContaining('the files of tasks 4 and 5 overlap')]);
  expect(err).toContain('`backlog run 4`');
  expect(err).not.toMatch(/run r\d/);
});

test('explain of a failed task says why, and what to do', async () => {
  const { out } = await sayIn(await queue())('explain 3');
  expect(out).toContain('- its run r3 failed: its agent gave up');
  expect(out).toMatch(/^next: run r3: backlog run events r3 shows why/m);
  expect(out).not.toContain('nothing blocks it');
});

test('autonomy add names the file of the rules and a line that makes one', async () => {
  const { code, err } = await sayIn(await queue())('autonomy add docs');
  expect([code, meantIn(err)]).toEqual([2, 'autonomy list']);
  expect(err).toContain('.backlog/config.yaml');
});

test('audit on a screen is the history, and lines of JSON in a pipe', async () => {
  const { folder } = await queue();
  const around = { BACKLOG_DIR: join(folder, 'store'), USER: 'ada' };
  const { said } = await import('./line.ts');
  const screen = { env: { ...around, TERM: 'xterm', NO_COLOR: '1' }, cwd: join(folder, 'project'), rewrites: true };
  const shown = await said(['audit', '--no-pager'], { ...screen, size: () => ({ columns: 100, rows: 40 }) });
  expect([shown.code, shown.out]).toEqual([0, expect.stringMatching(/^Change +When/)]);
  expect((await said(['audit'], { env: around, cwd: screen.cwd })).out).toMatch(/^\{"v":1,/);
});

test.each(wordsOf('list show'))('%s of a word that is no state stays as it was', async (verb) => {
  expect((await sayIn(await queue())([verb, 'unheard'])).err).not.toContain('backlog: read');
});
