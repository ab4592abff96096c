import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PROVIDER_PROGRAMS } from '../../../src/domain/runs/providers.ts';
import { formatMeant } from '../../../src/domain/task-formats.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

/** Lines that newcomers typed: each does the plain thing, or its refusal has a line that does it. */
async function queue() {
  const line = cli({ USER: 'ada' });
  for (const words of ['add First +x', 'add Second']) expect((await line.say(words)).code).toBe(0);
  return line;
}

/** The lines between backticks in a text. */
const linesIn = (text: string) => Array.from(text.matchAll(/`backlog ([^`]*)`/g), ([, line = '']) => line);

describe('a date with a time of day behind a blank is one date', () => {
  test.each([
    ['add Third due:2030-01-04 5pm +x', /^Added 3 - ready due:2030-01-04 Third {2}\+x/],
    ['add Third --due 2030-01-04 5pm', /^Added 3 - ready due:2030-01-04 Third$/m],
    ['modify 1 due:2030-01-04 17:00', /^1 - ready due:2030-01-04 First/m],
    ['modify 1 --due 2030-01-04 5pm', /^1 - ready due:2030-01-04 First/m],
  ])('%s', async (line, told) => {
    const { say } = await queue();
    expect((await say(line)).out).toMatch(told);
    const due = JSON.parse((await say('list due.any: --json')).out).tasks[0].due;
    expect(due).toBe('2030-01-04T17:00:00Z');
    expect((await say('list due.after:2030-01-04 4pm')).out).not.toMatch(/^No tasks\./);
    expect((await say('list due.after:2030-01-04 6pm')).out).toMatch(/^No tasks\.\nNo task fits /);
  });

  test('but a time behind a date that has one, and behind other words, is text', async () => {
    const { say } = await queue();
    expect((await say('add Meet at 5pm due:2030-01-04T10:00 5pm')).out).toContain('Meet at 5pm 5pm');
    expect((await say('add Call project:web 5pm')).out).toContain('Call 5pm');
  });

  test.each([
    ['modify 1 due friday 5pm', "modify 1 'due:friday 5pm'"],
    ['modify 1 due: 3 days', "modify 1 'due:3 days'"],
    ['modify 1 +y due: next friday', "modify 1 +y 'due:next friday'"],
    ['modify 1 +y due:friday next week', "modify 1 +y 'due:friday next week'"],
    ['modify 1 +y Better words', "modify 1 +y 'description:Better words'"],
  ])('%s is refused with %s', async (line, meant) => {
    const { say } = await queue();
    const { code, err } = await say(line);
    expect([code, linesIn(err)]).toEqual([2, [meant]]);
    expect((await say(wordsOf(meant))).out).toMatch(/^Modified 1 task/);
  });
});

describe('a command about checks completes no task', () => {
  test.each([
    ['check 1', 'info 1'],
    ['1 check', 'info 1'],
    ['check show test', 'setting get checks.test'],
  ])('%s is refused with %s', async (line, meant) => {
    const { say, asked } = await queue();
    const { code, err } = await say(wordsOf(line));
    expect([code, linesIn(err)[0], asked]).toEqual([2, meant, []]);
    expect((await say('count')).out).toBe('2');
    if (/checks\./.test(meant)) await say(['setting', 'set', 'checks.test', 'npm test']);
    expect((await say(wordsOf(meant))).code).toBe(0);
  });

  test.each(['check', 'check foo', 'checks add', 'check all', 'check +x'])('%s completes none', async (line) => {
    const { say, asked } = await queue();
    expect([(await say(line)).code, asked]).toEqual([2, []]);
    expect((await say('count')).out).toBe('2');
  });

  test.each(['check list', 'checks', 'checks list'])('%s lists the settings', async (line) => {
    const { say } = await queue();
    expect((await say(line)).out).toMatch(/^checks\.<name>/m);
  });
});

test.each(['start', 'modify', 'annotate', 'close', 'block', 'next', 'assign', 'delete'])(
  '%s of a run that does not exist is refused with the list of runs',
  async (verb) => {
    const { say } = await queue();
    const { code, err } = await say(`${verb} r1 x`.replace(/^(start|history|explain) r1 x/, '$1 r1'));
    expect([code, err.split('\n')[0]]).toEqual([2, 'backlog: there is no run r1 (did you mean `backlog run list`?)']);
  },
);

describe('drafts', () => {
  test('are tasks that wait until somebody takes them up', async () => {
    const { say } = await queue();
    expect((await say(wordsOf('draft create "An idea" -p web'))).out).toMatch(/^Added 3 - waiting An idea {2}web/);
    for (const line of ['draft list', 'drafts']) expect((await say(line)).out).toMatch(/^3 - waiting An idea/);
    expect((await say('draft promote 3')).out).toMatch(/^3 - ready An idea/m);
  });

  test('a line about a task without the task names no other one', async () => {
    const { say } = await queue();
    expect(await say('draft promote')).toMatchObject({
      code: 2,
      err: `backlog: "draft promote" needs the id of a task\nSee the tasks: \`backlog list\``,
    });
    for (const line of ['reopen', 'unassign', 'prioritize'])
      expect((await say(line)).err, line).toContain('needs the id of a task\nSee the tasks: `backlog list`');
  });
});

test.each(['added', 'created_at', 'opened'])('%s is the time of the entry', async (name) => {
  const { say } = await queue();
  expect((await say(`list ${name}.after:2020-01-01`)).out).toBe((await say('list entry.after:2020-01-01')).out);
  expect((await say(`list ${name}.after:2020-01-01`)).out).toMatch(/^1 /);
});

test.each([
  ['undo 99', 'history'],
  ['redo', 'history'],
  ['redo 1', 'history'],
])('%s names the line that shows the changes', async (line, meant) => {
  const { say } = await queue();
  const { code, err } = await say(line);
  expect([code, linesIn(err)]).toEqual([1, [meant]]);
  expect((await say(meant)).code).toBe(0);
});

test('undo of an undone change names the line that redoes it', async () => {
  const { say } = await queue();
  await say('undo 2');
  const [meant = ''] = linesIn((await say('undo 2')).err);
  expect(meant).toBe('redo 2');
  expect((await say(meant)).out).toMatch(/^Redone: 2/);
});

test('help of a line of the first page lists its words', async () => {
  const { say } = await queue();
  expect((await say('help night')).out).toMatch(/^Begin a night: until its deadline/m);
  expect((await say('help see')).out).toMatch(/^ {2}list {5}List tasks$/m);
});

test('the end of a night is no flag: the refusal names the line without it, and the one that ends it', async () => {
  const { say } = await queue();
  const { code, err } = await say('orchestrator start project:web --until 07:00 --agents 2');
  expect([code, linesIn(err)]).toEqual([
    2,
    [
      'orchestrator start project:web --agents 2',
      'orchestrator stop --runs',
      'orchestrator start --budget 20',
      'orchestrator start --help',
    ],
  ]);
});

test.each(['review.auto', 'review.agent', 'purge.agent', 'orchestrator.agent', 'repo.agent', 'orchestrator.add'])(
  'a setting that is nearly %s is never answered with one that gives agents the rights of a person',
  async (name) => {
    const { say } = await queue();
    expect((await say(`setting set ${name} true`)).err).not.toContain('did you mean');
  },
);

test('another setting is', async () => {
  const { say } = await queue();
  expect((await say('setting set runs.agnt codex')).err).toContain('did you mean "runs.agent"?');
});

describe('an agent', () => {
  test.each([
    ['agent add fixer ./fix.sh', ['command', ['FOLDER/fix.sh']]],
    ['agent add fixer node fix.mjs', ['command', ['node', 'fix.mjs']]],
    ['agent add fixer -- sh -c "echo a"', ['command', ['sh', '-c', 'echo a']]],
    ['agent add fixer claude --model opus', ['claude', undefined]],
  ])('%s', async (line, [provider, argv]) => {
    const { say, cwd } = await queue();
    expect((await say(wordsOf(line))).out).toMatch(/^Added fixer/);
    const { agents } = JSON.parse((await say('agent list --json')).out.replaceAll(cwd, 'FOLDER'));
    const { provider: ours, argv: words } = agents.find(({ name }: { name: string }) => name === 'fixer');
    expect([ours, words]).toEqual([provider, argv]);
  });

  test('without its program is refused with a line that adds it', async () => {
    const { say } = await queue();
    const [meant = ''] = linesIn((await say('agent add max')).err);
    expect((await say(meant)).out).toMatch(/^Added max {2}command/);
  });

  test('behind the ids of run is the agent to use, and its name has to be one', async () => {
    const { say } = await queue();
    const { err } = await say('run 1 max');
    expect(err).toMatch(/^backlog: there is no agent max\n/);
    const [meant = ''] = linesIn(err);
    expect((await say(meant)).out).toMatch(/^Added max/);
    expect((await say('run 1,2 max')).err).toContain('is not a git repository');
  });

  test('that is assigned gets the task only if it exists, and a handoff lasts until somebody starts the task', async () => {
    const { say } = await queue();
    expect((await say('assign 1 max')).out).toMatch(
      /\nNo agent is named max, so the orchestrator doesn't start it\. .*`backlog agent add max \.\/max\.sh`$/,
    );
    expect((await say('assign 1 claude')).out).toMatch(/with claude in a git repository, and this folder is in none\./);
    await say('start 2');
    await say(['stop', '2', '--handoff', 'half done']);
    const { out } = await say('assign 2 max');
    expect(out).toMatch(/^2 - handoff Second +@max$/m);
    expect((await say(['block', '2', 'Not yet'])).code).toBe(0);
  });
});

describe('the answer to the first task advises what works', () => {
  afterEach(() => vi.unstubAllEnvs());

  /** The lines behind the task, in a folder after `calls` of git, with these programs. */
  async function first(calls: readonly string[][], programs: readonly string[] = []) {
    vi.unstubAllEnvs();
    const { cwd, say } = cli({ BACKLOG_DIR: '', BACKLOG_HOME: tempFolder('home') });
    for (const words of calls) git(cwd, ...words);
    const bin = tempFolder('bin');
    for (const name of programs) writeFileSync(join(bin, name), '', { mode: 0o755 });
    vi.stubEnv('PATH', bin);
    return (await say('add First')).out.split('\n').slice(1);
  }
  const INIT = ['init', '-q'];
  const COMMIT = ['commit', '-q', '--allow-empty', '-m', 'First commit'];
  const START = 'next: `backlog start 1` gives it to you';

  test('without a repository, a commit or an agent: to start it, and how to get the rest', async () => {
    expect(await first([])).toContain(START);
    expect(await first([INIT])).toEqual([
      START,
      'Runs by agents need a first commit: `git commit --allow-empty -m "First commit"`',
    ]);
    expect(await first([INIT, COMMIT])).toEqual([
      START,
      'No agent is installed here. A person can add an agent for any program: `backlog agent add --help`',
    ]);
  });

  test.each(Object.values(PROVIDER_PROGRAMS).filter((name) => name !== undefined))(
    'with %s: to run it',
    async (name) => {
      expect(await first([INIT, COMMIT], [name])).toEqual([
        'next: `backlog run 1` gives it to an agent, `backlog start 1` to you',
      ]);
    },
  );
});

describe('an import', () => {
  const issue = (id: string, more: object) =>
    JSON.stringify({
      ...{ id, title: id, status: 'open', priority: 2, issue_type: 'task' },
      ...{ created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-02T00:00:00Z', ...more },
    });
  const behind = (id: string, on: string) => [{ issue_id: id, depends_on_id: on, type: 'blocks' }];

  test('says of open tasks only that they are blocked, and by open ones only', async () => {
    const { say, cwd } = cli({ USER: 'ada' });
    const issues = [
      issue('bd-1', {}),
      issue('bd-2', { status: 'closed', closed_at: '2026-01-02T00:00:00Z', dependencies: behind('bd-2', 'bd-1') }),
      issue('bd-3', { dependencies: [...behind('bd-3', 'bd-1'), ...behind('bd-3', 'bd-2')] }),
    ];
    writeFileSync(join(cwd, 'issues.jsonl'), `${issues.join('\n')}\n`);
    const { out } = await say('import issues.jsonl --format bd');
    expect(out.split('\n').slice(1, 4)).toEqual([
      '1 M ready bd-1',
      '2 M completed bd-2',
      '3 M blocked bd-3  blocked by 1',
    ]);
  });

  test.each([
    ['taskmaster', 'task-master'],
    ['Task Master', 'task-master'],
    ['task_master', 'task-master'],
    ['Backlog.md', 'backlog-md'],
    ['JSON', 'backlog'],
    ['md', 'markdown'],
    ['org-mode', 'org'],
    ['bd', 'beads'],
    ['backlog-md', 'backlog-md'],
    ['word', 'word'],
  ])('knows the format %s', (said, name) => {
    expect(formatMeant(said)).toBe(name);
  });
});

describe('a word or a flag that means something else elsewhere', () => {
  test.each([
    ['log', 'history'],
    ['open', 'board'],
  ])('%s is refused with %s', async (line, meant) => {
    const { say } = await queue();
    const { code, err } = await say(line);
    expect([code, linesIn(err)[0]]).toEqual([2, meant]);
    if (meant !== 'board') expect((await say(meant)).code).toBe(0);
  });

  test.each([
    ['done', '+COMPLETED'],
    ['deleted', '+DELETED'],
    ['active', '+ACTIVE'],
    ['todo', 'status:pending'],
  ])('list --%s lists %s', async (flag, term) => {
    const { say } = await queue();
    for (const line of ['done 1', 'add Third', 'start 3']) await say(line);
    expect((await say(`list --${flag}`)).out).toBe((await say(`list ${term}`)).out);
  });

  test('an unknown letter is answered with the letters that the command has, and -v with its meanings', async () => {
    const { say } = await queue();
    const { code, err } = await say('status -v');
    expect([code, linesIn(err)]).toEqual([2, ['status', '--version', 'status --help']]);
    expect(err).not.toContain('--project');
    expect((await say('add -q')).err).toContain('-p (--project)');
  });

  test('config without a file names the settings, too', async () => {
    const { say } = await queue();
    expect(linesIn((await say('config')).out)).toEqual(['setting list']);
  });
});

describe('after the last task', () => {
  test.each(['list', 'tree', 'list --graph', 'graph'])('%s says what is completed', async (line) => {
    const { say } = await queue();
    await say('done 1');
    expect((await say(line)).out).not.toContain('completed');
    await say('delete 2');
    const { out } = await say(line);
    expect(out).toBe('No open tasks. 1 is completed: `backlog list +COMPLETED`');
    expect((await say(linesIn(out)[0]!)).out).toContain('First');
    expect((await say('list project:none')).out).not.toContain('completed: ');
  });

  test('the status counts deleted tasks apart, and the answer to a delete names the undo', async () => {
    const { say } = await queue();
    await say('done 1');
    expect((await say('status')).out).toContain('1 completed');
    const { out } = await say('delete 2');
    expect(linesIn(out)).toEqual(['undo']);
    expect((await say('status')).out).toContain('1 completed, 1 deleted');
    expect((await say('undo')).code).toBe(0);
    expect((await say('list')).out).toMatch(/^2 - ready Second/);
  });
});

describe('a verb behind a noun', () => {
  const REMOVE = ['remove', 'delete', 'rm', 'del'];

  test.each(
    everyNth(3, [
      ['view set late +OVERDUE', 'view', 'late', 'view list'],
      ['alias set late list +OVERDUE', 'alias', 'late', 'alias list'],
      ['agent add helper ./helper.sh', 'agent', 'helper', 'agent list'],
      ['profile add home --as human:ada', 'profile', 'home', 'profile list'],
      ['token add home', 'token', 'home', 'token list'],
      ['setting set runs.agent codex', 'setting', 'runs.agent', 'setting list'],
    ]),
  )('%s is removed with any spelling of remove', async (made, noun, name, list) => {
    const { cwd } = await queue();
    const { say, answers } = cli({ USER: 'ada', BACKLOG_HOME: join(cwd, 'home') }, true, cwd);
    const before = (await say(list)).out;
    for (const verb of REMOVE) {
      expect((await say(made)).code, made).toBe(0);
      expect((await say(list)).out).not.toBe(before);
      answers.push('y');
      const { code, err } = await say(`${noun} ${verb} ${name}`);
      expect(code, err).toBe(0);
      expect((await say(list)).out, verb).toBe(before);
    }
  });

  test.each(REMOVE)('doc %s deletes a document', async (verb) => {
    const { say } = await queue();
    await say('doc write 1 Text');
    expect((await say(`doc ${verb} 1`)).code).toBe(0);
    expect((await say('doc list 1')).out).toContain('(deleted)');
  });

  test('means the other words for add, list and modify, too', async () => {
    const { say } = await queue();
    expect((await say('agent create helper ./helper.sh')).out).toMatch(/^Added helper/);
    expect((await say('view create late +OVERDUE')).code).toBe(0);
    expect((await say('agent edit helper --slots 2')).out).toMatch(/at most 2 runs/);
    for (const noun of ['agent', 'view', 'repo', 'claim', 'setting'])
      expect((await say(`${noun} ls`)).out, noun).toBe((await say(`${noun} list`)).out);
  });

  const OPPOSITES = [
    [REMOVE, /^(add|set|create|acquire|install|init)$/],
    [['add', 'create'], /^(remove|delete|unset|release|uninstall|clean|discard)$/],
    [['stop', 'disable'], /^(start|resume|enable|open)$/],
    [['start', 'enable'], /^(stop|pause|disable|close)$/],
  ] as const;
  const NOUNS = ['agent', 'view', 'repo', 'doc', 'attachment', 'claim', 'goal', 'run', 'setting', 'worktree'];

  test.each(everyNth(3, [...NOUNS, 'agnet', 'veiw', 'git-hook', 'orchestrator', 'review', 'config', 'archive']))(
    '%s is never answered with the opposite of the verb',
    async (noun) => {
      const { say } = cli({ USER: 'ada' });
      for (const [verbs, opposite] of OPPOSITES)
        for (const verb of verbs) {
          const { code, err } = await say([noun, verb, 'nothing-of-this-name']);
          const [, meant = ''] = /did you mean `backlog ([^`]*)`/.exec(err) ?? [];
          if (code === 2) expect(meant.split(' ')[1] ?? '', `${noun} ${verb}: ${meant}`).not.toMatch(opposite);
        }
    },
  );
});
