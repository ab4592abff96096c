import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/commands/index.ts';
import { SHORT_FLAGS } from '../../../src/commands/short-flags.ts';
import { shortLine } from '../../../src/domain/calls/door.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { tempFolder } from '../../support/folder.ts';
import { restoreFolder } from '../../support/restore-folder.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ELSEWHERE, type Row, wordsOf } from './elsewhere-lines.ts';
import { cli, errorIn, meantIn, respelledAtNoon } from './line.ts';

const base = { folder: '' };
beforeAll(async () => {
  base.folder = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const { say } = cli({ USER: 'ada' }, true, base.folder);
  for (const line of [
    ['add', 'Fix login', '+bug', 'project:web', 'pri:H'],
    ['add', 'Write docs', 'depends:1'],
    ['add', 'Old'],
    ['done', '3'],
    ['add', 'Fourth'],
    ['annotate', '4', 'a note'],
    ['doc', 'write', '4', 'Think', '--name', 'plan'],
    ['doc', 'write', 'workspace', 'Far', '--name', 'vision'],
    ['view', 'set', 'work', 'project:web'],
    ['add', 'Gone'],
    ['delete', '5'],
  ])
    expect((await say(line)).code, line.join(' ')).toBe(0);
});

afterAll(() => rmSync(base.folder, { recursive: true, force: true }));

/** The example queue in a folder of its own, with a file of findings. */
function queue() {
  const cwd = join(tempFolder('elsewhere'), 'cwd');
  // A few small files: quicker than a program that copies them.
  restoreFolder(base.folder, cwd, new Map());
  mkdirSync(join(cwd, 'home'), { recursive: true });
  const items = [{ title: 'A finding', source: 'semgrep', external_ref: 'sg-1', severity: 'high' }];
  writeFileSync(join(cwd, 'f.json'), JSON.stringify({ version: 1, project: 'web', items }));
  return cli({ BACKLOG_HOME: join(cwd, 'home') }, true, cwd);
}

test('there are 150 lines or more', () => {
  expect(Object.values(ELSEWHERE).flat().length).toBeGreaterThanOrEqual(150);
});

describe.each(Object.entries<readonly Row[]>(ELSEWHERE))('of %s', (_, rows) => {
  test.each(everyNth(24, rows))('%s', async (line, works, then, shows) => {
    const { say, cwd } = queue();
    const said = await say(wordsOf(line));
    if (typeof works === 'string') {
      expect(said).toMatchObject({ code: 2, out: '' });
      expect(said.err.split('\n')[0]).toContain(`(did you mean \`backlog ${works}\`?)`);
      if (works.includes('shop:')) {
        execFileSync('git', ['init', '-q', join(cwd, 'shop')]);
        expect((await say(['repo', 'add', 'shop', '--name', 'shop'])).code).toBe(0);
      }
      // Progress is of a task in progress, and a kill is of one, too.
      if (/--progress|^stop /.test(works)) await say('start 1');
      for (const each of works.split(' && backlog ')) expect((await say(wordsOf(each))).code, each).toBe(0);
      return;
    }
    expect(said, said.err).toMatchObject({ code: 0, out: expect.stringMatching(works) });
    if (then !== undefined) expect((await say(wordsOf(then))).out).toMatch(shows!);
  });
});

describe('the page of these lines', () => {
  const page = readFileSync(new URL('../../../docs/migrate/words.md', import.meta.url), 'utf8');
  const [lines = ''] = page.split('\n## All beginnings of lines');
  const meaning = (line: string) => {
    const { command, rest } = meantBy(respelledAtNoon(wordsOf(line)))!;
    const { input, flags } = parseArgs(command, rest);
    return { command: command.name, input: command.input().parse(input), flags };
  };

  test('has a whole line for each row', () => {
    for (const line of page.split('\n').filter((text) => text.startsWith('|'))) expect(line).toMatch(/ \|$/);
  });

  // An empty argument is no word of a pattern here.
  const rows = Array.from(lines.matchAll(/^\| `+ ?(.*?) ?`+ \| `+ ?(.*?) ?`+ \|$/gm), ([, said, ours]) => [
    said!,
    ours!,
  ]);
  test.each(
    everyNth(
      3,
      rows.filter(([, ours]) => !ours!.includes("''")),
    ),
  )('%s is %s', (said, ours) => expect(meaning(ours)).toEqual(meaning(said)));
});

test('names of fields after --json are refused with --fields, instead of being a filter', async () => {
  const { say } = queue();
  const said = await say('issue list --json number,title');
  const meant = 'list --fields id,description --json';
  expect([said.code, meantIn(errorIn(said).message)]).toEqual([2, meant]);
  expect(JSON.parse((await say(meant)).out).tasks[0]).toEqual({ id: 1, description: 'Fix login' });
  expect((await say('list --json login,docs')).code).toBe(2);
  expect((await say('list --json +bug')).code).toBe(0);
});

test('a file as the filter of an export without tasks is refused with --to', async () => {
  const { say } = queue();
  expect(await say('export plan.md')).toMatchObject({
    code: 2,
    err: expect.stringContaining('`backlog export --to plan.md`'),
  });
  expect((await say('export +none')).code).toBe(0);
});

test('a key and a value after config are no name of a repository', async () => {
  const { say } = queue();
  expect(await say('config default.command next')).toMatchObject({ code: 2, err: expect.stringContaining('init, ') });
  expect((await say('config')).code).toBe(0);
});

/** The lines that act on runs. No run is there, so that each names the command that it reached. */
describe('of runs', () => {
  test.each([
    ['runs show r1', 'run show r1'],
    ['runs review r1', 'review r1'],
    ['runs approve r1', 'approve r1'],
    ['runs request-changes r1 --reason "Name it"', 'request-changes r1 "Name it"'],
    ['runs handoff r1 --reason later', 'run handoff r1 later'],
    ['runs interrupt r1', 'run stop r1'],
    ['runs cancel r1', 'run stop r1'],
    ['runs resume r1', 'resume r1'],
    ['run view r1', 'run show r1'],
    ['pr view r1', 'run show r1'],
    ['pr diff r1', 'run diff r1'],
    ['pr review r1', 'review r1'],
    ['pr checkout r1', 'worktree show r1'],
  ])('%s is %s', async (line, ours) => {
    const { say } = queue();
    const expected = await say(wordsOf(ours));
    expect(expected.err).toContain('there is no run r1');
    expect(await say(wordsOf(line))).toEqual(expected);
  });

  test.each([['schedule run --task 1 --agent claude --approve', 'run start --task 1 --agent claude']])(
    '%s is refused with %s',
    async (line, ours) => {
      expect(meantIn((await queue().say(line)).err)).toBe(ours);
    },
  );

  test.each(['pr 1', 'issue', 'runs 1'])('%s starts nothing', async (line) => {
    const { say } = queue();
    const before = (await say('history')).out;
    await say(line);
    expect((await say('history')).out).toBe(before);
  });
});

/** The program's own words that read flags. `mcp` starts a server. */
const READING_OWN = [
  'board',
  'connect',
  'token',
  'serve',
  'queues',
  'queue',
  'profile',
  'completion',
  'alias',
  'version',
  'help',
];

describe('flags', () => {
  test.each([
    [
      'add Fix -x',
      /^backlog: unknown flag -x\nThe short flags are -p \(--project\), .*To use it as text: `backlog add Fix -- -x`/,
    ],
    ['list -q', /^backlog: unknown flag -q \(did you mean `backlog list`\?\)\n/],
    [
      'done 1 -p web',
      /^backlog: unknown flag -p \(did you mean `backlog modify 1 --project web && backlog done 1`\?\)/,
    ],
    ['add -t Build', /^backlog: -t is --type \(did you mean `backlog add Build`\?\)/],
    ['list -n', /^backlog: -n needs a value/],
  ])('%s is refused', async (line, told) => {
    expect(await queue().say(line)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(told) });
  });

  test.each([
    ['list -p web', 'list project:web'],
    ['list -t bug', 'list type:bug'],
    ['list -f +bug', 'list +bug'],
    ['list -n 1 +bug', 'list +bug --limit 1'],
    ['count -l bug', 'count +bug'],
    ['list --project web', 'list project:web'],
    ['list --state waiting', 'list status:waiting'],
    ['list --assignee ada', 'list agent:ada'],
    ['search login -p web', 'search login --filter project:web'],
  ])('%s is %s', async (line, same) => {
    const { say } = queue();
    expect(await say(line)).toEqual(await say(same));
  });

  test.each(
    everyNth(8, [...COMMANDS.filter(({ mcp }) => !mcp?.only).map(({ name }) => shortLine(name)), ...READING_OWN]),
  )('%s refuses letters that no flag has, and has the others for its flags only', async (line) => {
    const { say } = queue();
    for (const letter of ['-x', '-Q'])
      expect(await say(`${line} ${letter}`), letter).toMatchObject({
        code: 2,
        err: expect.stringContaining(`unknown flag ${letter}`),
      });
    const { out } = await say(`${line} --help`);
    const shown = Array.from(out.matchAll(/^ {2}-(\w), --([a-z-]+)/gm), ([, letter, name]) => [letter, name]);
    for (const [letter, name] of shown) expect(SHORT_FLAGS[letter!]).toBe(name);
  });

  test('narrow every alternative of a filter, and leave its order', async () => {
    const { say } = queue();
    expect((await say(['list', '+bug or id:4 sort:id-', '-p', 'web'])).out).toMatch(/^1 [^\n]*$/);
    expect((await say(['list', '+bug or id:4 sort:id-', '-f', '+READY'])).code).toBe(2);
  });
});

test('a substitution that finds nothing changes nothing, and one without a text is refused', async () => {
  const { say } = queue();
  expect((await say('1 modify /nothing/x/')).out).toBe('Modified 0 tasks, 1 unchanged.');
  expect(await say(['modify', '1', '--replace', 'x'])).toMatchObject({ code: 2 });
  expect((await say(['1', 'modify', '/Fix login//'])).err).toContain('description');
});

test("an imported task is found by its id in the other tool, and a number by the other tool's prefix", async () => {
  const { say, cwd } = queue();
  writeFileSync(
    join(cwd, 'i.jsonl'),
    `${JSON.stringify({ id: 'bd-7x2', title: 'From beads', status: 'open', priority: 1, issue_type: 'task', created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' })}\n`,
  );
  expect((await say('import i.jsonl --format beads')).out).toContain('From beads');
  expect((await say('info bd-7x2')).out).toMatch(/^6 .*From beads/);
  expect((await say('info bd-7x3')).err).toContain('no task bd-7x3');
  expect((await say('info TASK-004')).out).toMatch(/^4 /);
});

test('help and completion know the words of other programs', async () => {
  const { say } = queue();
  expect((await say('help comment add')).out).toMatch(/^Usage: backlog annotate/);
  expect((await say('__complete -- label att')).out).toBe('attach\tbacklog modify $1 --tags +$2');
  expect((await say('__complete -- label attach ')).out).not.toBe('');
});

describe('a newcomer', () => {
  test('gives the command of an agent after --', async () => {
    const { say } = cli();
    expect((await say(['agent', 'add', 'fixer', '--provider', 'command', '--', 'sh', '-c', 'echo "a b"'])).code).toBe(
      0,
    );
    expect(JSON.parse((await say('agent list --json')).out).agents).toContainEqual(
      expect.objectContaining({ name: 'fixer', argv: ['sh', '-c', 'echo "a b"'] }),
    );
  });

  test('undoes a start, and nobody holds the task', async () => {
    const { say } = cli();
    await say('add Fix login --scope src/**');
    await say('start 1');
    expect((await say('claim list')).out).toContain('src/**');
    expect((await say('undo')).code).toBe(0);
    expect((await say('claim list')).out).toContain('No claims');
    expect((await say('next --peek')).out).toContain('Fix login');
    await say('redo');
    expect((await say('claim list')).out).toContain('src/**');
  });

  test('sees every suggestion of a line with several flags of another program in one line', async () => {
    const { say } = cli();
    await say('add One');
    const said = await say('issue view 1 --json title');
    expect([said.code, meantIn(errorIn(said).message)]).toEqual([2, 'info 1 --json']);
    // No new task without words that could be its text.
    expect((await say('add Fix --lane ui --priority P1')).err).toContain('See the flags: `backlog add --help`');
  });

  test('reads the reason for an unknown verb, not for the letter behind it', async () => {
    expect((await cli().say('gizmo create -p web')).err).toContain('no command "gizmo create"');
    expect((await cli().say('run download r1')).err).not.toContain('did you mean');
    expect((await cli().say('init --name shop')).err).toContain(
      '(did you mean `backlog init && backlog queue rename . shop`?)',
    );
    expect((await cli().say('web -p 8080')).err).toContain(
      'unknown flag -p (did you mean `backlog board --port 8080`?)',
    );
  });

  test('reads which words of a description set no field', async () => {
    const { err } = await cli().say('add Read a book entry:yesterday');
    expect(err).toBe('backlog: kept as text: entry:yesterday. Backlog sets this field itself.');
  });

  test('finds a status and a priority in words of other programs in a filter', async () => {
    const { say } = cli();
    await say('add Fix login pri:H');
    for (const rank of ['high', '1']) expect((await say(`count priority:${rank} status:todo`)).out).toBe('1');
    expect((await say('list status:doing')).err).toContain('did you mean +ACTIVE');
    expect((await say('move 1 canceled')).err).toContain('(did you mean `backlog delete 1`?)');
  });
});
