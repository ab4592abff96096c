import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS, type Command } from '../../../src/commands/index.ts';
import { shortLine } from '../../../src/domain/calls/door.ts';
import { BacklogError } from '../../../src/domain/errors.ts';
import { rowNamed } from '../../../src/interfaces/cli/machine/table.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { FLAG_LINES, FLAGS } from '../../../src/interfaces/cli/words/flag-spellings.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn } from './line.ts';

/** The commands of a table's row; for `*` all that have the field. */
function commandsOf(names: readonly string[], field: string): Command[] {
  const has = ({ input }: Command) => Object.hasOwn(input().shape, field);
  return names.flatMap((name) => (name === '*' ? COMMANDS.filter(has) : [rowNamed(name) as Command]));
}

const dashed = (name: string) => `--${name.replaceAll('_', '-')}`;

/** The flags that mean one of ours. Those with an empty text have no effect. */
const MEANING = Object.entries(FLAGS).filter(([, rows]) => Object.values(rows).some((ours) => ours !== ''));

describe.each(MEANING)('--%s of another program', (flag, rows) => {
  test.each(Object.entries(rows).filter(([, ours]) => ours !== ''))('for %s means %s', (name, ours) => {
    const [ourFlag = '', place] = ours.split(' ');
    const field = ourFlag.slice(2).replaceAll('-', '_');
    const commands = commandsOf([name], field);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      // A command with such a field of its own keeps it.
      if (name === '*' && (Object.hasOwn(rows, command.name) || Object.hasOwn(command.input().shape, flag))) continue;
      const given = place?.includes('$') ? ['7'] : [];
      const meant = place === undefined ? [] : [place.replace(/^\$:(\w+)$/, '7$1').replace('$', '7')];
      const read = (...words: string[]) => parseArgs(command, words).input;
      expect(read(dashed(flag), ...given), command.name).toEqual(read(ourFlag, ...meant));
    }
  });
});

/** Task 1 is of run r1, which is in review. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  await work.opened.context(ADA).make();
  for (const input of [
    { description: 'Fix login', tags: ['bug'], acceptance: ['It works'] },
    { description: 'Write docs' },
    { description: 'Third' },
  ])
    await work.run('task_add', input);
  await runIn(work, 'review', { number: 1, result: resultOf({ files: 0 }) });
});

/** A flag whose value has no place in the line, which says so. */
const NO_PLACE = { words: [], lost: ['main'] };

/** The words of a command before the flag, and the flag's value, where they aren't a task and a text. */
const WORDS: Readonly<Record<string, { words?: readonly string[]; value?: string; lost?: readonly string[] }>> = {
  'group task_list': { words: [], value: 'project' },
  'group_by task_list': { words: [], value: 'project' },
  'limit task_next': { words: [], value: '3' },
  'sync task_import': { words: ['TODO.md'] },
  'check_ac task_modify': { words: ['1'], value: '1' },
  'of task_duplicate': { value: '3' },
  'for task_start': { value: '2h' },
  'for task_next': { value: '2h' },
  'blocks task_modify': { value: '3' },
  'by task_block': { value: '3' },
  'points task_modify': { value: '5' },
  'timeout run_start': { value: '30' },
  'story_points task_modify': { value: '5' },
  'mine backlog_status': { words: [] },
  'workers task_start': { words: [], value: '2' },
  'file task_add': { words: [], value: 'plan.md' },
  'output task_list': { words: ['+bug'], value: 'csv' },
  'output run_list': { value: 'csv' },
  'since audit': { value: 'friday' },
  'since run_list': { value: 'friday' },
  'name backlog_init': { words: [], value: 'shop' },
  'all run_stop': { words: [] },
  'all report_now': { words: [] },
  'all backlog_status': { words: [] },
  'assignee board': { value: 'ada' },
  'merged task_archive': { words: [] },
  'web task_info': { words: [] },
  ...Object.fromEntries(
    ['at', 'when', 'start_at', 'schedule'].map((flag) => [`${flag} run_start`, { value: 'friday' }]),
  ),
  ...Object.fromEntries(
    ['parallel', 'concurrency', 'jobs', 'workers', 'max_parallel', 'parallelism', 'slots', 'max_agents'].map((flag) => [
      `${flag} run_start`,
      { words: [], value: '2' },
    ]),
  ),
  ...{
    'repo release_snapshot': NO_PLACE,
    'repository release_snapshot': NO_PLACE,
    'output release_snapshot': NO_PLACE,
  },
  ...{ 'ready run_start': { words: [] }, 'all task_stop': { words: [] }, 'follow run_events': { words: ['r1'] } },
};

const NO_TASK = /^(task_(list|count|log)|run_list|claim_check|backlog_init|audit)$/;
/** Lines that start a server, an editor or the orchestrator, or need a file, a worktree or a database that the test doesn't have. */
const NOT_PLAYED =
  /^backlog (board|edit|orchestrator start|import|sync|queue rename|store init|git-hook|diff|run changes)/;

const LINES = Object.entries(FLAG_LINES).flatMap(([flag, rows]) =>
  Object.keys(rows).map((name) => [flag, name] as const),
);

describe('a line to suggest for a flag of another program', () => {
  test.each(everyNth(6, LINES))('--%s of %s runs, and keeps or names each word', async (flag, name) => {
    const work = await queue();
    const of = WORDS[`${flag} ${name}`] ?? {};
    const words = of.words ?? (NO_TASK.test(name) ? [] : name.startsWith('run_show') ? ['r1'] : ['2']);
    const takesValue = /\$(?!\d)/.test(FLAG_LINES[flag]![name]!);
    const value = takesValue ? [of.value ?? 'Some words'] : [];
    const typed = [...value, ...(of.lost ?? [])];
    const { line, err } = await suggestion(work, [...verbOf(name), ...words, dashed(flag), ...typed]);
    for (const word of [...words, ...value]) expect(line, 'keeps').toContain(word);
    for (const one of line.split(' && ')) await play(work, one);
    const more = await suggestion(work, [...verbOf(name), ...words, dashed(flag), ...typed, '--project', 'web']);
    expect(`${more.line}\n${more.err}`, err).toMatch(/web/);
    for (const one of more.line.split(' && ')) await play(work, one);
  });

  test.each([
    ['modify 2 --status done --priority H', 'backlog move 2 done && backlog modify 2 --priority H'],
    ['modify 1 --blocks 3 --priority L', 'backlog modify 3 --depends +1 && backlog modify 1 --priority L'],
    ['done 2 --reason ok --force', 'backlog annotate 2 ok && backlog done 2 --force'],
    ['modify 2 --claim --priority H', 'backlog start 2 && backlog modify 2 --priority H'],
  ])('%s is %s', async (typed, meant) => {
    const work = await queue();
    expect((await suggestion(work, typed.split(' '))).line).toBe(meant);
    for (const one of meant.split(' && ')) await play(work, one);
  });

  test('a line names what has no place in it', async () => {
    const { err } = await suggestion(await queue(), 'list --archived --label bug'.split(' '));
    expect(err).toContain('It leaves out: --label bug. ');
  });

  // The flags could be words of the text.
  test.each(['add Fix --lane ui --points 3 -d Text', 'add Fix -d Text --lane ui --points 3'])(
    '%s has no line, because none keeps all flags',
    async (typed) => {
      const { err } = await refused(await queue(), typed.split(' '));
      expect(Array.from(err.matchAll(/`(backlog [^`]*)`/g), ([, line]) => line)).toEqual(['backlog add --help']);
    },
  );
});

const verbOf = (name: string) => shortLine(name).split(' ');

async function refused({ folder }: TestWorkspace, words: readonly string[]) {
  const { say } = cli({ BACKLOG_DIR: join(folder, 'store') }, true, join(folder, 'project'));
  const { code, out, err } = await say(words);
  expect({ code, out }, err).toEqual({ code: 2, out: '' });
  return { err };
}

async function suggestion(work: TestWorkspace, words: readonly string[]) {
  const { err } = await refused(work, words);
  const line = `backlog ${meantIn(err)}`;
  expect(line, err).not.toBe('backlog undefined');
  return { line, err };
}

async function play(work: TestWorkspace, line: string): Promise<void> {
  if (NOT_PLAYED.test(line)) return;
  const { command, rest } = meantBy(wordsOf(line.replace(/^backlog /, '')))!;
  const { input } = parseArgs(command, rest);
  await work.run(command.name, input).catch((error: BacklogError) => {
    // A line that was played before has nothing more to do.
    if (!(error instanceof BacklogError) || !['nothing-to-do', 'conflict', 'not-found'].includes(error.code))
      throw error;
  });
}
