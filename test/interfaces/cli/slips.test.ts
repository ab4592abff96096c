import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { everyNth } from '../../support/soak-test.ts';
import { cli } from './line.ts';

/** What people type that is nearly right: each is told what there is, and what to type. */
describe('a slip', () => {
  test.each(
    everyNth(3, [
      ['restore 8', 2, /there is no file 8\nGive a file that `backlog backup` wrote\.$/],
      ['annotate r1 x', 2, /^backlog: there is no run r1 \(did you mean `backlog run list`\?\)/],
      ['restore old.tgz', 2, /there is no file old.tgz\nGive a file that `backlog backup` wrote\.$/],
      [
        'add Two --due in 3 days',
        2,
        /"in" needs a number and a unit \(did you mean `backlog add Two --due 'in 3 days'`\?\)\nExpected /,
      ],
      ['setting get runs', 1, /"runs" is not a setting, only the beginning of \d+ names\n.* runs\.\w+/],
      ['setting get claims.', 1, /Settings with this beginning: claims\./],
      ['alias remove', 2, /name is required\nFor example: `backlog alias unset mine`/],
      ['alias unset mines', 1, /no alias mines \(did you mean `backlog alias unset mine`\?\)/],
      ['add Fix due: friday', 2, /due: has no value \(did you mean `backlog add Fix due:friday`\?\)/],
      ['add', 2, /description is required\nFor example: `backlog add /],
      ['add due:friday', 2, /description is required\nFor example: `backlog add /],
      ['done', 2, /^backlog: no task was named: give its id\nSee its usage: `backlog done --help`/],
      ['edit', 2, /^backlog: no task was named: give its id\nFor example: `backlog edit 1`/],
      ['notice', 2, /"notice" needs a verb: take, test\n/],
      ['doc', 2, /"doc" needs a verb: .*write, read/],
      ['undo --dry-runn', 2, /unknown flag --dry-runn \(did you mean `backlog undo --dry-run`\?\)\n/],
      ['list 1 --limitt 3', 2, /unknown flag --limitt \(did you mean `backlog list 1 --limit 3`\?\)\n/],
      [
        'run',
        2,
        /^backlog: no tasks were named: give their ids or a filter\nSee its usage: `backlog run start --help`\n/,
      ],
      [
        'modify --tags x',
        2,
        /^backlog: no tasks were named: give their ids or a filter\nSee its usage: `backlog modify --help`$/,
      ],
      ['modify project:web due:friday', 2, /did you mean `backlog modify project:web --due friday`/],
      [
        'move 1',
        2,
        /^backlog: no new place was given for task 1\nSee its usage: `backlog move --help`\nColumns: todo, progress, review, done\.$/,
      ],
      [
        'board --prot 80',
        2,
        /^backlog: unknown flag --prot \(did you mean `backlog board --port 80`\?\)\n.*`backlog board --help`/,
      ],
      [
        'token add x --rigths read',
        2,
        /^backlog: unknown flag --rigths \(did you mean `backlog token add x --rights read`\?\)\n/,
      ],
      ['add Fix project:', 2, /project: has no value\nWrite it without a blank: `project:VALUE`/],
    ]),
  )('%s', async (line, code, told) => {
    const { say, cwd } = cli();
    const { say: sayThere } = cli({ BACKLOG_HOME: join(cwd, 'home') }, true, cwd);
    await sayThere('alias set mine list +READY');
    await sayThere('add One');
    expect(await sayThere(line)).toMatchObject({ code, out: '', err: expect.stringMatching(told) });
    expect((await sayThere('count')).out).toBe('1');
    expect((await say('count')).code).toBe(0);
  });

  test('a tag that nobody has and that is close to a virtual one is told, with the tag that is meant', async () => {
    const { say } = cli();
    await say('add One');
    expect(await say('list +REDY')).toEqual({
      code: 0,
      out: 'No tasks.\nNothing has +REDY; did you mean +READY?',
      err: '',
    });
  });

  test('a word that texts have with other capitals is told, with the pattern that finds it', async () => {
    const { say } = cli();
    for (const line of ['add Call Bob', 'add Write --agent bob', 'add Mail --priority H']) await say(line);
    await say('annotate 3 About Al');
    expect((await say('list bob')).out).toBe(
      'No tasks.\nNo text has the word "bob", but some texts have it with other capitals: /bob/i. For tasks with this state or name: agent:bob',
    );
    expect((await say('list /bob/i')).out).toContain('Call Bob');
    expect((await say('list about')).out).toContain('with other capitals: /about/i');
    expect((await say('list c.ll')).out).toMatch(/^No tasks\.\nNo task fits "c\.ll": /);
    expect((await say('list high')).out).toBe(
      'No tasks.\nNo text has the word "high". For tasks with this state or name: priority:H',
    );
    expect((await say('list priority:H')).out).toContain('Mail');
  });

  test('an empty description is one mistake, told once', async () => {
    const { code, err } = await cli().say(['add', '']);
    expect([code, err.split('\n')[0]]).toEqual([2, expect.stringMatching(/^backlog: [^;]*description[^;]*$/)]);
  });

  test('an empty flag of a new task is told, since it sets nothing', async () => {
    const { say } = cli();
    const added = await say(['add', 'One', '--acceptance', '']);
    expect(added).toMatchObject({ code: 0, err: 'backlog: --acceptance is empty, so it sets nothing' });
    expect((await say(['modify', '1', '--acceptance', ''])).err).toBe('');
  });

  test.each(['list', 'tree', 'burndown', 'summary', 'timeline', 'calendar', 'report graph'])(
    '%s says that there is no queue, where there is none',
    async (line) => {
      const { say } = cli();
      const none = /\nThere is no queue here yet: BACKLOG_DIR is .*store\. The first task creates it\.$/;
      expect((await say(line)).out).toMatch(none);
      await say('add One');
      expect((await say(line)).out).not.toContain('no queue');
    },
  );

  test('count prints only a number where there is no queue, for scripts', async () => {
    expect((await cli().say('count')).out).toBe('0');
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
  expect((await say('archive +COMPLETED --dry-run')).out).toBe('Would archive 1 task: #1 One\nNothing was changed.');
  expect((await say('history')).out).toBe(before);
  expect((await say('archive --dry-run')).err).toMatch(/nothing to archive: no task was closed before/);
});

test('next says of what one has already how to go on with it', async () => {
  const { say } = cli();
  await say('add Fix "x" now');
  await say('next');
  expect((await say('next')).err).toBe(
    'No task to take: 1 open, 1 claimed by you.\n- #1 Fix "x" now: you have claimed it; backlog done 1 completes it, backlog stop 1 releases it',
  );
});

test('denotate takes a part of a note, as long as no other has it', async () => {
  const { say } = cli();
  await say('add One');
  for (const note of ['looks good', 'looks bad', 'looks']) await say(['annotate', '1', note]);
  expect((await say('denotate 1 look')).err).toMatch(/^backlog: 3 notes of task 1 match "look"\nGive the id of one: /);
  expect((await say('denotate 1 nothing')).err).toContain('no note of task 1 matches "nothing"');
  expect((await say('denotate 1 bad')).out).toBe('Removed a note from #1 One: "looks bad"');
  expect((await say('denotate 1 looks')).out).toBe('Removed a note from #1 One: "looks"');
});

test('what is refused of an undo or redo names commands as they are typed, too', async () => {
  const { say } = cli();
  await say('add One');
  await say('add Two');
  await say('undo');
  await say('done 1');
  expect((await say('redo')).err).toMatch(
    /^backlog: nothing is left to redo: you made change 4 \(done, human:\w+\) after/,
  );
});

test('undo names commands as they are typed', async () => {
  const { say } = cli();
  await say('add One');
  await say('done 1');
  const { out } = await say('undo');
  expect(out).toMatch(/^Undone: 2 .* done: 1 "One"/);
  expect((await say('redo')).out).toMatch(/^Redone: 2 .* done: 1 "One"/);
});

describe('what is told of a queue', () => {
  async function queue(env: Record<string, string> = {}, terminal = true) {
    const line = cli(env, terminal);
    for (const words of ['add One +web --scope src/api/**', 'add Two +web', 'annotate 1 seen']) await line.say(words);
    return line;
  }

  test.each<[line: string | readonly string[], told: RegExp]>(
    everyNth(3, [
      [
        'list actor:alice',
        /^No tasks\.\nactor:alice finds the author of a note on the task; created:alice and changed:alice find who made or changed the task\.$/,
      ],
      ['list scope:api', /^No tasks\.\nscope:api matches a whole glob; scope\.has:api matches a part of one\.$/],
      ['list scope.has:api', /^1 /],
      [
        'archive project:web +done',
        /nothing to archive: no closed task matches "project:web \+done"\nNothing has project:web; did you mean \+web\? Nothing has \+done; did you mean \+COMPLETED\?/,
      ],
      ['archive +PENDING', /nothing to archive: no closed task matches "\+PENDING"/],
      [
        'claim release',
        /^backlog: you have no claim to release\nSee all claims: `backlog claim list`\. To release another one: `backlog claim release --task 12`$/,
      ],
      ['claim release 12345678', /^backlog: no claim 12345678\n/],
      ['claim release --task 2', /^backlog: no claim of task 2\n/],
      [
        'list due:nextweek',
        /did you mean sonw\? It is the start of the next week\.\nDid you mean `backlog list due:sonw`\?$/,
      ],
      ['list status:wip +bug', /did you mean \+ACTIVE\nDid you mean `backlog list \+ACTIVE \+bug`\?$/],
      [
        ['list', 'project = web AND status = "In Progress"'],
        /Did you mean `backlog list 'project = web AND \+ACTIVE'`\?$/,
      ],
      ['list status:donee', /\nSee its usage: `backlog list --help`$/],
      ['add x due:nextweek', /did you mean "sonw", the start of the next week\?$/],
      ['history --since nextmonth', /did you mean "sonm", the start of the next month\?$/],
      [
        'modify 1 +a,b',
        /\+a,b is not one tag \(did you mean `backlog modify 1 \+a \+b`\?\)\nGive each tag its own sign: \+a \+b$/,
      ],
      ['modify 1 +a,-web', /: \+a -web$/],
      ['info 1 --limit 3', /`backlog info --help`/],
      ['search x --limit few', /For example: `backlog search x --limit 10`\nSee its usage: `backlog search --help`$/],
      ['orchestrator explain --limit 0', /\n#1 One: does not start/],
      ['modify 1 pri:H', /^Modified 1 task\.\n/],
      ['modify 1,2 pri:H', /^Modified 2 tasks\.\n/],
      ['import [{"description":"x"}]', /^Imported 1 task in one change/],
      [
        'add Pay due:tomorrow recur:monthly',
        /^Added 3 - recurring .*\n.*\nThis is a recurring task\. Its instances are .*`backlog list` shows them\.$/,
      ],
    ]),
  )('%s', async (line, told) => {
    const { say } = await queue();
    const { out, err } = await say(line);
    expect(out + err).toMatch(told);
    expect(out + err).not.toContain('(s)');
  });

  test('words that look like fields and are text are told, with the line that sets the field', async () => {
    const { say } = await queue();
    const said = await say('add Fix dependson:2 projct:web +a,b Note:this 10:30 http://x C:\\x');
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('Fix dependson:2 projct:web +a,b Note:this') });
    const calls = Array.from(
      said.err.matchAll(/kept as text: \S+ To set the field: `backlog (.*?)`/g),
      ([, call]) => call!,
    );
    expect(calls).toEqual(['modify 3 depends:2', 'modify 3 project:web', 'modify 3 +a +b']);
    for (const call of calls) expect(await say(call), call).toMatchObject({ code: 0 });
    const { err } = await say(['add', 'Fix', 'projct:a&b']);
    expect(err).toContain('As a field: project: a project is dotted segments');
    expect(err).not.toContain('`');
    for (const line of ['add -- Fix projct:web', 'log Fixed it']) expect((await say(line)).err).toBe('');
    expect((await say(['add', 'Fix projct:web'])).err).toBe('');
  });

  test('an undone addition is named by its number', async () => {
    const { say } = await queue();
    await say('add Three');
    expect((await say('undo')).out).toMatch(/3 .*Three/);
  });

  test('a script is named once in a standup', async () => {
    const { say } = await queue({}, false);
    await say('done 2');
    expect((await say('standup')).out).toMatch(/- 2 Two \(cli-\S+, today/);
  });

  test('named fields are a table at a terminal, and JSON for others', async () => {
    const { say } = await queue();
    expect(JSON.parse((await say('list --fields id,description')).out)).toMatchObject({
      tasks: [{ id: 1 }, { id: 2 }],
    });
    const { out } = await say('list --fields id,tags,description --color always');
    expect(stripVTControlCharacters(out)).toMatch(/^id +tags +description\n1 +web +One\n2 +web +Two$/);
    expect((await say('list --fields idd --color always')).err).toContain('did you mean');
    expect(JSON.parse((await say('list --fields id --json --color always')).out)).toMatchObject({ total: 2 });
  });
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
        /old contains tasks of beads and of Task Master \(did you mean `backlog import old --format (?:beads|task-master)`\?\)\nChoose one with .*`--format beads` or `--format task-master`/,
      ),
    });
    expect((await say('count')).out).toMatch(/^0$/);
  });

  test('gives those of the one that is said, and then of the other', async () => {
    const { say } = both();
    expect((await say('import --format beads old')).out).toContain('Issue');
    expect((await say('import --format task-master old')).out).toContain('Theirs');
    expect((await say('count')).out).toBe('2');
  });
});
