import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { git } from '../../support/git.ts';
import { gitProject } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn } from './line.ts';

/** A repository with a remote, two tasks, an agent and a list. */
const made = workspaces(async (work) => {
  await gitProject(work, {
    'TODO.md': '- [ ] From a list\n',
    'fixer.sh': '#!/bin/sh\n',
  });
  const project = join(work.folder, 'project');
  chmodSync(join(project, 'fixer.sh'), 0o755);
  git(project, 'init', '-q', '--bare', join(work.folder, 'remote.git'));
  git(project, 'remote', 'add', 'origin', join(work.folder, 'remote.git'));
  git(project, 'push', '-q', 'origin', 'main');
  git(project, 'commit', '-q', '--allow-empty', '-m', 'Second');
  for (const [name, input] of [
    ['task_add', { description: 'First', tags: ['x'] }],
    ['task_add', { description: 'Second' }],
    ['agent_add', { name: 'fixer', argv: ['./fixer.sh'] }],
    ['setting_set', { name: 'repo.remote', value: 'origin' }],
    ['goal_add', { kind: 'goal', title: 'Faster', why: 'Speed' }],
  ] as const)
    await work.run(name, input);
});

async function queue() {
  const { folder } = await made();
  return cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project'));
}

/** The command of a line and its input. */
function inputOf(line: string) {
  const { command, rest } = meantBy(wordsOf(line))!;
  return { command: command.name, ...parseArgs(command, rest).input };
}

describe('a line that newcomers type is refused with a line that runs', () => {
  test.each(
    everyNth(6, [
      ['dump x.json', 'export --to x.json'],
      ['undo undo', 'redo'],
      ['undo last', 'undo'],
      ['undo the last change', 'undo'],
      ['setting set agent fixer', 'setting set runs.agent fixer'],
      ['config set agent fixer', 'setting set runs.agent fixer'],
      ['setting get minutes', 'setting get runs.minutes'],
      ['add agent night sh -c "echo hi"', "agent add night -- sh -c 'echo hi'"],
      ['add agent night ./fixer.sh', 'agent add night ./fixer.sh'],
      ['agent add night sh -c "echo hi"', "agent add night -- sh -c 'echo hi'"],
      ['agent add night node fix.mjs --fast', 'agent add night -- node fix.mjs --fast'],
      ['import -n TODO.md', 'import --dry-run TODO.md'],
      ['import TODO.md -n', 'import TODO.md --dry-run'],
      ['undo -n', 'undo --dry-run'],
      ['archive -n +x', 'archive --dry-run +x'],
      ['export --format org', 'export --format markdown'],
      ['export +x --format org --to x.org', 'export --format markdown --to x.md --filter +x'],
      ['unmet 1', 'info 1'],
      ['board stop', 'serve --stop'],
      ['board --stop', 'serve --stop'],
      ['stop board', 'serve --stop'],
      ['board --status', 'serve --status'],
      ['show agent fixer', 'agent list'],
      ['delete agent fixer', 'agent remove fixer'],
      ['rm agent fixer', 'agent remove fixer'],
      ['show settings', 'setting list'],
      ['show goal I-1', 'goal info I-1'],
      ['start orchestrator', 'orchestrator start'],
      ['list due:this week', 'list +WEEK'],
      ['list due this month', 'list +MONTH'],
      ['list due:next week', 'list due.after:eow due.before:eonw'],
      ['list due tomorrow', 'list due:tomorrow'],
      ['list due by friday', 'list due.by:friday'],
      ['sort due', 'list sort:due+'],
      ['list by due', 'list sort:due+'],
      ['list order by priority', 'list sort:priority-'],
      ['show tasks', 'list'],
      ['get all open tasks', 'list'],
      ['status 2 done', 'move 2 done'],
      ['assign 1 to bob', 'modify 1 --agent bob'],
      ['assign bob 1', 'modify 1 --agent bob'],
      ['assign bob to 1', 'modify 1 --agent bob'],
      ['info login', 'search login'],
      ['show the login', "search 'the login'"],
      ['report weekly', 'burndown weekly'],
      ['import TODO.md --update', 'import TODO.md --existing update'],
      ['import TODO.md --overwrite', 'import TODO.md --existing update'],
      ['export --format jira', 'export --format csv'],
      ['export --format linear --to x.csv', 'export --format csv --to x.csv'],
      ['sync push', 'sync TODO.md'],
      ['sync pull', 'sync TODO.md'],
    ]),
  )('%s: %s', async (line, meant) => {
    const { say, cwd } = await queue();
    const { code, err, out } = await say(wordsOf(line));
    expect([code, out, meantIn(err)], err).toEqual([2, '', meant]);
    for (const file of ['push', 'pull', 'now']) expect(existsSync(join(cwd, file))).toBe(false);
    if (/^(undo|redo)/.test(meant)) await say('add Third');
    if (meant === 'redo') await say('undo');
    if (/^archive/.test(meant)) await say('done 1');
    // No server of the board runs here.
    const played = await say(wordsOf(meant));
    expect(played, played.err).toMatchObject(/^serve/.test(meant) ? { code: 1 } : { code: 0 });
  });

  test.each([
    ['start run 2', 'run start 2'],
    ['show run r1', 'run show r1'],
    ['open board', 'board'],
    ['board open', 'board'],
  ])('%s: %s, which the command line can read', async (line, meant) => {
    const { say } = await queue();
    const { code, err } = await say(line);
    expect([code, meantIn(err)], err).toEqual([2, meant]);
  });

  test.each([
    ['add Docs --due next tuesday', "add Docs --due 'next tuesday'"],
    ['add Docs --due next tuesday at 3pm', "add Docs --due 'next tuesday 3pm'"],
    ['add Docs --due 2030-01-04 at 5pm', "add Docs --due '2030-01-04 5pm'"],
    ['add Docs --due next tuesday 3pm +x', "add Docs --due 'next tuesday 3pm' +x"],
    ['board list', 'report board'],
    ['board show', 'report board'],
    ['sync --to TODO.md --dry-run', 'sync TODO.md --dry-run'],
    ['import --file TODO.md --dry-run', 'import TODO.md --dry-run'],
    ['export --file x.json', 'export --to x.json'],
  ])('%s does the same as %s', async (line, other) => {
    const { say } = await queue();
    const one = await say(line);
    expect(one, one.err).toMatchObject({ code: 0 });
    const bare = (text: string) => text.replace(/^Added \d+/gm, '');
    // Another queue, which has no task of these words yet.
    const { say: sayOther } = await queue();
    expect(bare(one.out)).toBe(bare((await sayOther(wordsOf(other))).out));
  });
});

test.each([
  ['agents', 'agent list'],
  ['runs', 'run list'],
  ['goals', 'goal list'],
  ['settings', 'setting list'],
  ['worktrees', 'worktree list'],
  ['claims', 'claim list'],
])('list %s, which no text has, names %s', async (word, meant) => {
  const { say } = await queue();
  const { out } = await say(`list ${word}`);
  expect(out).toBe(`No tasks.\nNo text has the word "${word}". To list ${word}: \`backlog ${meant}\``);
  expect((await say(meant)).code).toBe(0);
  await say(`add Show ${word}`);
  expect((await say(`list ${word}`)).out).toMatch(/^3 - ready Show/);
});

describe('an amount of money', () => {
  test.each([
    ['orchestrator start --budget 5/day', 'orchestrator start --budget 5 --per day'],
    ['orchestrator start --budget $5', 'orchestrator start --budget 5'],
    ['orchestrator start --budget 5.50USD', 'orchestrator start --budget 5.50'],
    ['orchestrator start --budget "5 per day"', 'orchestrator start --budget 5 --per day'],
    ['orchestrator start --budget 5/total', 'orchestrator start --budget 5 --per all'],
    ['run 2 --cost $2', 'run 2 --cost 2'],
    ['resume r1 --cost 2usd', 'resume r1 --cost 2'],
  ])('%s is read as %s', (line, same) => {
    expect(inputOf(line)).toEqual(inputOf(same));
  });

  test.each([
    ['orchestrator start +x --budget 5/night', 'orchestrator start --budget 5 --filter +x --per day'],
    ['orchestrator start --budget $5/week --agents 2', 'orchestrator start --budget 5 --agents 2 --per day'],
    ['run start 2 --cost 2/day', 'run start --cost 2 --filter 2'],
  ])('%s is refused with %s', async (line, meant) => {
    const { say } = await queue();
    const { code, err } = await say(line);
    expect([code, meantIn(err)], err).toEqual([2, meant]);
    expect(() => inputOf(meant)).not.toThrow();
  });
});

test('sync creates no file for a word without an ending', async () => {
  const { say, cwd } = await queue();
  const { code, err } = await say('sync later');
  expect([code, err]).toEqual([
    2,
    'backlog: there is no file later\nTo create a Markdown file of the queue: `backlog sync later.md`',
  ]);
  expect(existsSync(join(cwd, 'later'))).toBe(false);
});
