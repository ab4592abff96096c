import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { onceEach } from '../../../src/base/lazy.ts';
import { shellWord } from '../../../src/base/shell-word.ts';
import { parseInput } from '../../../src/commands/parse.ts';
import type { BacklogError } from '../../../src/domain/errors.ts';
import { rowNamed } from '../../../src/interfaces/cli/machine/table.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { doesMore } from '../../../src/interfaces/cli/words/does-more.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { gitProject, runIn, runWithResult } from '../../support/runs.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { cli, errorIn } from './line.ts';
import { type Kind, rightLine, shellWords, TYPED, type WrongLine, wrongLines, wrongNames } from './wrong-lines.ts';

/** A queue that has a thing of each kind. Task 1 is ready, 3 in work; run r1 is in review, r2 merged, r3 failed. */
const queue = workspaces(async (work) => {
  const files = { 'TODO.md': '- [ ] By hand\n', 'src/login.ts': 'a\n', 'goals.md': '# Goals\n', 'notes.txt': 'x\n' };
  const base = await gitProject(work, { ...files, 'tasks.json': '[]', 'filters.json': '[]', 'dates.json': '[]' });
  mkdirSync(join(work.folder, 'api'));
  await work.opened.context(ADA).make();
  for (const description of [
    'Fix login',
    'Write docs',
    'Started',
    'Reviewed',
    'Merged',
    'Failed',
    'Last',
    'Gone',
    'Old',
  ])
    await work.run('task_add', { description, ...(description === 'Fix login' && { tags: 'bug', project: 'web' }) });
  await work.run('task_start', { id: 3 });
  await work.run('task_annotate', { id: 1, text: 'Seen' });
  for (const content of ['Text', 'Texts']) await work.run('task_doc_write', { id: 1, content });
  await work.run('task_doc_write', { id: 'workspace', name: 'vision', content: 'Text' });
  await work.run('attachment_add', { id: 1, file: 'a.txt', content: 'aGkK' });
  for (const kind of ['vision', 'pillar', 'persona', 'problem', 'outcome', 'bet', 'goal'])
    await work.run('goal_add', { kind, title: `A ${kind}` });
  await work.run('agent_add', { name: 'helper', argv: ['sh', '-c', 'true'] });
  await work.run('setting_set', { name: 'checks.unit', value: 'true' });
  await work.run('view_set', { name: 'mine', filter: '+READY' });
  await work.run('task_delete', { id: '8' });
  await work.run('task_delete', { id: '9' });
  await work.run('task_archive', { filter: '9' });
  await runWithResult(work, { 'src/login.ts': 'b\n' }, { number: 4 });
  await runIn(work, 'merged', { number: 5, base });
  await runIn(work, 'failed', { number: 6, base });
});

/** Commands that start an agent, or replace the queue. Their lines are read, and not run. */
const ONLY_READ =
  /^(task_edit|attachment_get|filter_eval|date_eval|urgency_eval|run_(start|retry|resume|request_changes)|orchestrator_start|review_send|backlog_(restore|backup))$/;

/** Runs a line to its end, or reads it. @returns the code of its refusal */
async function codeOf(line: string): Promise<string | undefined> {
  for (const one of line.split(' && ')) {
    const work = await queue();
    try {
      const { command, rest } = meantBy(shellWords(one.replace(/^backlog /, '').replaceAll('…', 'First')))!;
      const { input } = parseArgs(command, rest);
      if (command.where === 'machine' || ONLY_READ.test(command.name)) parseInput(command, input);
      else await work.run(command.name, input);
    } catch (error) {
      const { code } = error as BacklogError;
      if (code !== 'nothing-to-do') return code ?? String(error);
    }
  }
  return undefined;
}

/**
 * How a refusal ends: with the line without the error, with another one that works, the help, or none of them. For an id
 * that doesn't exist, no line is without the error, and the other one lists what exists.
 */
const ENDS = ['line', 'other', 'help', 'none', 'accepted'] as const;
type End = (typeof ENDS)[number];

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project')).say;

/** Returns the code with which a command's right line is refused, because of what the queue lacks. */
const codeOfRight = onceEach(async (command: string) => {
  const row = rowNamed(command);
  return row && codeOf(rightLine(row).map(shellWord).join(' '));
});

async function endOf({ words, right, command }: WrongLine): Promise<[End, string]> {
  const { code, err } = await sayIn(await queue())(words);
  if (code === 0) return ['accepted', ''];
  const lines = Array.from(err.matchAll(/`(backlog [^`]*)`/g), ([, line = '']) => line);
  let end: End = 'none';
  // The queue has no such record: the refusal says so, and offers no line.
  if (/^The nearest line, .* is refused: there is no /m.test(err)) return ['line', err];
  for (const line of lines) {
    const isHelp = / --help$/.test(line) || (/^backlog help\b/.test(line) && command !== 'help');
    if (isHelp && end === 'none') end = 'help';
    if (isHelp) continue;
    const refused = await codeOf(line);
    if (refused !== undefined && refused !== (await codeOfRight(command))) continue;
    const isKept = right.every((word) => line.includes(shellWord(word)) || line.includes(word) || isLeftOut(err, word));
    if (isKept) return ['line', err];
    end = 'other';
  }
  return [end, err];
}

/** Checks whether a refusal says that its line lacks a word. */
const isLeftOut = (err: string, word: string) =>
  new RegExp(`It leaves out:.* ${word.replace(/[^\w-]/g, '.')}`).test(err);

/**
 * Checks whether a refusal has to end with the help: no line that changes something is offered for an unknown verb, and
 * none that would do more than the typed one, such as `run start 2` without a limit.
 */
function isHeldBack({ command, kind, words }: WrongLine): boolean {
  const row = rowNamed(command);
  if (/ (?:verb|group)$/.test(kind) && row?.access.effect !== 'read') return true;
  const at = words.findLastIndex((word) => word.startsWith('--'));
  return row !== undefined && at >= 0 && doesMore(row, words.slice(at));
}

/** Checks whether a line names a task, a goal or a run that doesn't exist. */
const isUnknown = ({ words }: WrongLine) => words.some((word) => /^(?:999|r99)$/.test(word));

/** Checks whether a refusal shows a right limit. No number is nearest to a word, so that no line has one. */
const showsLimit = (err: string) => err.includes('is not a limit') && err.includes(': limit:10');

const LINES: readonly WrongLine[] = [...TYPED.flatMap(wrongLines), ...wrongNames()];
/** Right lines that this queue refuses: its run is in no state for them, or it lacks the file or comment. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  invalid: ['goal_import'],
  conflict: [
    ...[
      'run_ask',
      'run_withdraw',
      'run_revert',
      'run_answer',
      'run_message',
      'run_stop',
      'run_merged',
      'run_push',
      'orchestrator_pause',
      'night_stop',
      'task_split',
    ],
    ...['git_hook_pause', 'git_hook_resume'],
  ],
  forbidden: ['repo_fetch', 'repo_push', 'repo_remove'],
  usage: ['inbox_report', 'repo_add'],
  'not-found': [
    'inbox_accept',
    'inbox_merge',
    'inbox_reject',
    'inbox_import',
    'review_edit',
    'review_drop',
    'review_reply',
    'review_resolve',
    'review_apply',
    'night_report',
    'config_import',
    ...['source_show', 'source_pull', 'source_push', 'source_sync', 'source_update', 'source_validate'],
    ...['source_enable', 'source_disable', 'source_remove'],
    ...['webhook_show', 'webhook_test', 'webhook_replay', 'webhook_enable', 'webhook_disable', 'webhook_remove'],
  ],
};

/**
 * The number of lines of each kind that end with another line that works, or with the help, though their kind could have
 * a line of its own. Some are no errors: `approve` without a run lists the runs in review. The numbers only fall.
 */
const LEFT: Readonly<Partial<Record<Kind, Partial<Record<End, number>>>>> = {
  // A flag near one that forces, and one that could be a word of a text, has the help only.
  'near flag': { help: 8 },
  'far flag': { help: 22 },
  // The example of its value is a task that nobody named.
  'flag without value': { help: 10, none: 2 },
  'flag twice': { none: 2 },
  // This queue refuses the examples of four commands, for example without a source.
  'wrong value': { other: 7, help: 5 },
  'missing argument': { other: 2, help: 31, accepted: 13 },
  'word too many': { other: 1 },
  // Lines that start an agent, whose example would name another task, and a filter in parentheses of its command.
  filter: { help: 3 },
  'near verb': { accepted: 3 },
};

test('the right lines are accepted, or the queue lacks what they need', async () => {
  const refused: Record<string, string[]> = {};
  const tried = everyNth(12, TYPED).map(({ name }) => name);
  for (const name of tried) {
    const code = await codeOfRight(name);
    if (code !== undefined) refused[code] = [...(refused[code] ?? []), name];
  }
  const expected = Object.entries(REFUSED).map(([code, names]) => [code, names.filter((name) => tried.includes(name))]);
  expect(refused).toEqual(Object.fromEntries(expected.filter(([, names]) => names!.length > 0)));
});

describe.each([...new Set(LINES.map(({ kind }) => kind))])('%s', (kind) => {
  test('a refusal ends with a line that works, and keeps what was right', async () => {
    const rows: string[] = [];
    const count: Partial<Record<End, number>> = {};
    for (const line of everyNth(
      40,
      LINES.filter((one) => one.kind === kind),
    )) {
      const [end, err] = await endOf(line);
      if (end === 'line' || (end === 'other' && isUnknown(line))) continue;
      if (end === 'help' && (isHeldBack(line) || showsLimit(err))) continue;
      count[end] = (count[end] ?? 0) + 1;
      rows.push(`${end}: ${line.words.map(shellWord).join(' ')}: ${err.split('\n').join(' / ')}`);
    }
    const { [kind]: left = {} } = LEFT;
    if (IS_SOAK) expect(count, rows.join('\n')).toEqual(left);
    else for (const end of ENDS) expect(count[end] ?? 0, rows.join('\n')).toBeLessThanOrEqual(left[end] ?? 0);
  });
});

test('an error as JSON has the line, too', async () => {
  // A flag without its value would take `--json`.
  const lines = LINES.filter(({ kind }) => kind !== 'flag without value');
  for (const { words } of everyNth(160, lines)) {
    const said = await sayIn(await queue())(['--json', ...words]);
    // A person who is asked, and does not say yes, gets nothing.
    if (!said.err.includes('{"error":')) continue;
    const { message, hint, data } = errorIn(said);
    expect(`${message}\n${hint}`, words.join(' ')).toContain(data?.line);
  }
});
