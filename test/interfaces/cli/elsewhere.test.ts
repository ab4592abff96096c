import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../../support/folder.ts';
import { cli } from './line.ts';

/**
 * Lines that people of other programs type. A line works if its output matches; `then` is a line whose output shows the
 * effect. A refused line names the line to type, which the test types.
 */
type Row = [line: string, works: RegExp | string, then?: string, shows?: RegExp];

const OSMOVE: Row[] = [
  [
    'task add --title "Build it" --priority P1 --label web --acceptance "It works"',
    /^Added 6 H ready Build it {2}\+web/,
  ],
  ['task list', /^1 H ready Fix login/],
  ['task list --status ready', /^1 H ready[^\n]*\n4 - ready[^\n]*$/],
  ['task list --status backlog', /2 - blocked Write docs/],
  ['task list --status done', /^3 - completed Old$/],
  ['task list --status blocked', /^2 - blocked Write docs$/],
  ['task list --priority P1', /^1 H ready[^\n]*$/],
  ['task list --label bug', /^1 H ready[^\n]*$/],
  ['task show 1', /^1 H ready Fix login/],
  ['task show task_001', /^1 H ready Fix login/],
  ['task update 1 --title "New title"', /New title/, 'count description:New', /^1$/],
  ['task update 1 --priority P2', /^Modified 1 task\.\n1 M/],
  ['task update 1 --label ui', /Modified 1 task/, 'count +ui -bug', /^1$/],
  ['task remove 1', /^Deleted 1/],
  ['task move 1 in_progress', /^Moved to In progress: 1/, 'count +ACTIVE', /^1$/],
  ['task move 1 done', /^Moved to Done: 1/],
  ['task archive 3', /^Archived 1 task: 3/],
  ['task plan', 'tree'],
  ['subtask add --task 1 --title API --scope "src/api/**"', /^Added 6 - ready API/, 'count parent:1', /^1$/],
  ['subtask list', /^1 H ready/],
  ['subtask show 2', /^2 - blocked/],
  ['subtask update 2 --title "More docs"', /More docs/],
  ['subtask move 1 running', /^Moved to In progress/],
  ['subtask progress 1 50', 'annotate 1 50'],
  ['claim start src/a.ts', /^Claimed .*src\/a\.ts/, 'claim list', /src\/a\.ts/],
  ['claim start --path src/a.ts', /^Claimed .*src\/a\.ts/],
  ['claim list', /No claims/],
  ['claims', /No claims/],
  ['claim gc', 'claim list'],
  ['schedule simulate', /start/],
  ['schedule explain', /The orchestrator is stopped/],
  ['orchestrator status', /^The orchestrator is stopped/],
  ['runs', /No runs/],
  ['runs list', /No runs/],
  ['runs list --status review', /No runs/],
  ['runs cost', /No runs/],
  ['agents list', /^claude/],
  ['agents disable claude', /^Disabled claude/],
  ['agents show claude', 'agent list'],
  ['repositories list', /^elsewhere-/],
  ['repos', /^elsewhere-/],
  ['repos list', /^elsewhere-/],
  ['worktree list', /No worktrees/],
  ['hooks status', /git repository/],
  ['project list', /^web 1/],
  ['project add web', 'projects'],
  ['status', /^Backlog: 3 pending/],
  ['doctor --repair', /problem/],
];

const MAZEN160: Row[] = [
  ['task add -p app -t "Fix it" --type bug --priority P2', "add -p app 'Fix it' --type bug --priority P2"],
  ['task add -p app "Fix it" --type bug --priority P5', /^Added 6 L ready Fix it {2}app/, 'count type:bug', /^1$/],
  ['task show TASK-1', /^1 H ready Fix login/],
  ['TASK-1', /^1 H ready Fix login/],
  ['task update TASK-1 --status doing', 'move TASK-1 progress'],
  ['task move TASK-1 --status doing', /^Moved to In progress: 1/],
  ['task archive TASK-3', /^Archived 1 task: 3/],
  ['task delete TASK-1,TASK-2', /^Deleted 1/, 'count', /^1$/],
  ['task list --project web --status todo', /^1 H ready[^\n]*$/],
  ['task list --search login', /^1 H ready[^\n]*$/],
  [
    'plan add TASK-1 --title "First plan" --body "Do this"',
    /^Saved plan of task 1, version 1$/,
    'doc read 1 plan',
    /Do this/,
  ],
  ['plan show 4', /Think/],
  ['plan list 4', /plan/],
  ['plan update 4 --body "Think again"', /version 2/, 'plan history 4', /again/],
  ['comment add TASK-1 --body "Seen by me"', /^Added a note to 1/, 'info 1', /Seen by me/],
  ['comment add 1 "Seen by me"', /^Added a note to 1/],
  ['comment list 4', /a note/],
  ['label create ui', 'tags'],
  ['label list', /^bug 1/],
  ['label attach TASK-1 ui', /\+bug \+ui/],
  ['label detach TASK-1 bug', /^Modified 1/, 'count +bug', /^0/],
  ['import-findings f.json', /^Imported 1 task/],
  ['findings import f.json', /^Imported 1 task/],
  ['search "log*"', /Fix login/],
  ['export --format md', /^# Plan/],
  ['doctor check', /No problems found/],
  ['activity list', /Fourth/],
  ['settings list', /claims\.acrossWorktrees/],
  ['memory add web "Use tabs"', "doc write workspace 'Use tabs' --name memory"],
];

const RUNNER: Row[] = [
  ['start --workers 2', 'orchestrator start --agents 2'],
  ['status --verbose', /^Backlog: 3 pending/],
  ['doctor', /No problems found/],
  ['doctor --repair', /problem/],
];

const BACKLOGHQ: Row[] = [
  ['task_list', /^1 H ready/],
  ['task_add "Write it"', /^Added 6/],
  ['task_done 1', /^Completed 1/],
  ['task_annotate 1 "seen"', /^Added a note/],
  ['task_count +READY', /^2$/],
  ['task_info 1', /^1 H/],
  ['task_doc_write 1 "The spec"', /^Saved spec of task 1/],
  ['task_projects', /^web 1/],
  ['list has_doc:yes', /^4 - ready/],
  ['list +DOC', /^4 - ready/],
  ['task_modify 1 --tags +ui', /\+ui/],
  ['task_undo', /^Undone/],
];

const OPENBACKLOG: Row[] = [
  ['vision show', 'doc read workspace --name vision'],
  ['roadmap', 'tree'],
];

const GH: Row[] = [
  [
    'issue create --title "Crash" --body "Steps" --label bug,ui --assignee alice',
    /^Added 6 - ready Crash {2}\+bug \+ui @alice/,
    'doc read 6',
    /Steps/,
  ],
  ['issue list --label bug --state open --limit 5', /^1 H ready[^\n]*$/],
  ['issue list -L 1', 'list --limit 1'],
  ['issue list -n 1', /^1 H ready/],
  ['issue list -l bug', /^1 H ready[^\n]*$/],
  ['issue view 1', /^1 H ready/],
  ['issue close 1', /^Completed 1/],
  ['issue reopen 3', /^Modified 1 task/, 'count id:3', /^1$/],
  ['issue comment 1 --body "x y"', /^Added a note/],
  ['issue comment 1 -b "x y"', "annotate 1 --text 'x y'"],
  ['issue edit 1 --add-label ui', /\+bug \+ui/],
  ['issue edit 1 --remove-label bug', /^Modified 1/, 'count +bug', /^0/],
  ['issue delete 1', /^Deleted 1/],
  ['issue 1', /^1 H ready/],
  ['issues', /^1 H ready/],
  ['pr list', /No runs/],
  ['prs', /No runs/],
  ['label list', /^bug 1/],
  ['search login', /Fix login/],
];

const TASKWARRIOR: Row[] = [
  ['1 done', /^Completed 1/],
  ['1 complete', /^Completed 1/],
  ['complete 1', /^Completed 1/],
  ['add Fix --deadline 2030-01-02', /^Added 6 - ready due:2030-01-02 Fix/],
  ['1,2 modify +x', /^Modified 2/],
  ['1 append now please', /Fix login now please/],
  ['1 prepend Please', /Please Fix login/],
  ['1,2 append soon', /^Modified 2/, 'count description.endswith:soon', /^2$/],
  ['1 modify /login/sign-in/', /Fix sign-in/],
  ['1 modify /i/o/g', /Fox logon/],
  ['append 1 at once', /Fix login at once/],
  ['1 info', /^1 H ready/],
  ['1 annotate hello there', /^Added a note/, 'info 1', /hello there/],
  ['1 duplicate', /Fix login/, 'count', /^4$/],
  ['1 start', /Fix login/, 'count +ACTIVE', /^1$/],
  ['1 delete', /^Deleted 1/],
  ['context define home project:web', /home/, 'list @home', /^1 H ready[^\n]*$/],
  ['context work', /^1 H ready[^\n]*$/],
  ['context list', /work/],
  ['context none', /^1 H ready/],
  ['context delete work', /work/, 'context list', /^No/],
  ['ids', /1/],
  ['all', /3 - completed Old/],
  ['active', /^No tasks/],
  ['completed', /^3 - completed Old$/],
  ['waiting', /^No tasks/],
  ['ready', /^1 H ready[^\n]*\n4 - ready[^\n]*$/],
  ['overdue', /^No tasks/],
  ['blocked', /^2 - blocked[^\n]*$/],
  ['newest', /^4 - ready/],
  ['minimal', /^1 H ready/],
  ['+bug ready', /^1 H ready[^\n]*$/],
  ['project:web list', /^1 H ready[^\n]*$/],
  ['log Did it', /Did it/],
  ['add Buy milk project:home +errand due:tomorrow pri:H', /^Added 6 H ready .*Buy milk/],
  ['burndown.daily', /./],
  ['tags', /^bug 1/],
];

const BACKLOG_MD: Row[] = [
  [
    'task create "Title" -a alice -l auth,ui --priority high --ac "Works" --dep task-1',
    /^Added 6 H blocked Title {2}\+auth \+ui @alice/,
  ],
  ['task create "Title" -d "Long text"', "add Title --spec 'Long text'"],
  ['task create "Title" --description "Long text"', "add Title --spec 'Long text'"],
  ['task create "Sub" -p task-1', 'add Sub --parent task-1'],
  ['task create "Sub" --parent 1', /^Added 6/, 'count parent:1', /^1$/],
  ['task list --plain', /^1 H ready/],
  ['task list -s "To Do" -a alice', 'list status:pending -a alice'],
  ['task list -s Done', 'list +COMPLETED'],
  ['task 1 --plain', /^1 H ready/],
  ['task view 1 --plain', /^1 H ready/],
  ['task-1', /^1 H ready/],
  ['task edit 1 -a alice', /@alice/],
  ['task edit 1 --append-notes more', /Fix login more/],
  ['draft create "Idea"', 'add Idea'],
  ['overview', /./],
  ['sequence list --plain', /start/],
  ['config list', /claims\.acrossWorktrees/],
  ['config get claims.outsideScope', /claims\.outsideScope/],
];

const BEADS: Row[] = [
  ['create "Fix" -t bug -l web', /^Added 6 - ready Fix {2}\+web/, 'count type:bug', /^1$/],
  ['create "Fix" -t bug -p 1 -l web', 'add Fix -t bug --priority 1 -l web'],
  ['create "Fix" -t bug -p P1', 'add Fix -t bug --priority P1'],
  ['create "Fix" --priority 1', /^Added 6 H ready Fix/],
  ['create "Fix" --deps 1', /^Added 6 - blocked Fix/],
  ['create "Fix" -d "why not"', "add Fix --spec 'why not'"],
  ['ready', /^1 H ready/],
  ['list --status open --priority 1', /^1 H ready[^\n]*$/],
  ['list --status in_progress', /^No tasks/],
  ['show 1', /^1 H ready/],
  ['update 1 --claim', 'start 1'],
  ['update 1 --status in_progress', 'move 1 progress'],
  ['update 1 --assignee alice', /@alice/],
  ['close 1 --reason "works now"', "annotate 1 'works now'"],
  ['reopen 3', /^Modified 1 task/],
  ['dep add 2 4', /^Modified 1 task/, 'count depends:4', /^1$/],
  ['dep tree', /Fix login/],
  ['stats', /./],
  ['label add 1 x', /\+bug \+x/],
  ['comments add 1 "x"', /^Added a note/],
  ['comments 4', /a note/],
  ['prime', /^Backlog: 3 pending/],
  ['count', /^3$/],
  ['remember "use tabs"', "doc write workspace 'use tabs' --name memory"],
  ['epic status', /Fix login/],
];

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
  const cwd = tempFolder('elsewhere');
  cpSync(base.folder, cwd, { recursive: true });
  mkdirSync(join(cwd, 'home'), { recursive: true });
  const items = [{ title: 'A finding', source: 'semgrep', external_ref: 'sg-1', severity: 'high' }];
  writeFileSync(join(cwd, 'f.json'), JSON.stringify({ version: 1, project: 'web', items }));
  return cli({ BACKLOG_HOME: join(cwd, 'home') }, true, cwd);
}

function wordsOf(line: string): string[] {
  return (line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replace(/["']/g, ''));
}

const ALL = { OSMOVE, MAZEN160, RUNNER, BACKLOGHQ, OPENBACKLOG, GH, TASKWARRIOR, BACKLOG_MD, BEADS };

test('there are 150 lines or more', () => {
  expect(Object.values(ALL).flat().length).toBeGreaterThanOrEqual(150);
});

describe.each(Object.entries(ALL))('of %s', (_, rows) => {
  test.each(rows)('%s', async (line, works, then, shows) => {
    const { say } = queue();
    const said = await say(wordsOf(line));
    if (typeof works === 'string') {
      expect(said).toMatchObject({ code: 2, out: '' });
      expect(said.err.split('\n')[0]).toContain(`(did you mean \`backlog ${works}\`?)`);
      expect((await say(wordsOf(works))).code, works).toBe(0);
      return;
    }
    expect(said, said.err).toMatchObject({ code: 0, out: expect.stringMatching(works) });
    if (then !== undefined) expect((await say(wordsOf(then))).out).toMatch(shows!);
  });
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
    ['pr checkout r1', 'run adopt r1'],
  ])('%s is %s', async (line, ours) => {
    const { say } = queue();
    const expected = await say(wordsOf(ours));
    expect(expected.err).toContain('there is no run r1');
    expect(await say(wordsOf(line))).toEqual(expected);
  });

  test.each([
    ['runs complete r1', 'approve r1'],
    ['runs fail r1', 'run discard r1'],
    ['pr merge r1', 'approve r1'],
    ['run reject r1', 'run discard r1'],
  ])('%s is refused with %s', async (line, ours) => {
    expect((await queue().say(line)).err.split('\n')[0]).toContain(`(did you mean \`backlog ${ours}\`?)`);
  });

  test.each(['pr 1', 'issue', 'runs 1'])('%s starts nothing', async (line) => {
    const { say } = queue();
    const before = (await say('history')).out;
    await say(line);
    expect((await say('history')).out).toBe(before);
  });
});

describe('flags', () => {
  test.each([
    [
      'add Fix -x',
      /^backlog: unknown flag -x\nThe short flags are -p \(--project\), .*To use it as text: `backlog add -- -x`/,
    ],
    ['list -q', /^backlog: unknown flag -q\n/],
    ['done 1 -p web', /^backlog: unknown flag -p \(did you mean project:web\?\)/],
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
  expect((await say('info bd-7x3')).err).toContain('"bd-7x3" is not a task id');
  expect((await say('info TASK-004')).out).toMatch(/^4 /);
});

test('help and completion know the words of other programs', async () => {
  const { say } = queue();
  expect((await say('help comment add')).out).toMatch(/^Usage: backlog annotate/);
  expect((await say('__complete -- label att')).out).toBe('attach\tbacklog modify $1 --tags +$2');
  expect((await say('__complete -- label attach ')).out).not.toBe('');
});
