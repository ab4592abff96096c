import { expect, test } from 'vitest';
import { COMMANDS, type Command } from '../../../src/commands/index.ts';
import { shortLine, spelled } from '../../../src/domain/calls/door.ts';
import type { Streams } from '../../../src/interfaces/cli/io.ts';
import { checkHeld } from '../../../src/interfaces/cli/refusals/held-lines.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { mayBeHeld } from '../../../src/interfaces/cli/words/does-more.ts';
import { enumWords, isFlag } from '../../../src/interfaces/cli/words/field-kinds.ts';
import { plainLine } from '../../../src/interfaces/cli/words/plain/plain-line.ts';
import { readLine } from '../../../src/interfaces/cli/words/read-line.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { checkOneNoted, linesOfEach } from '../../../src/interfaces/cli/words/several.ts';
import { ALONE, LINES, SUGGESTIONS } from '../../../src/interfaces/cli/words/spellings.ts';
import { withTasksOfRuns } from '../../../src/interfaces/cli/words/tasks-of-runs.ts';
import { tempFolder } from '../../support/folder.ts';
import { everyNth } from '../../support/soak-test.ts';
import { NOON } from '../../support/workspace.ts';
import { TYPED, wrongLines, wrongNames } from './wrong-lines.ts';

const namesOf = ({ name, cli }: Command) => [...new Set([spelled(name), shortLine(name), ...(cli?.aliases ?? [])])];

/** Words behind a name: ids, terms, a text, and words that other programs have there. */
const BEHIND: readonly (readonly string[])[] = [
  ...[[], ['12'], ['3,5'], ['3-5'], ['12', '14'], ['+READY'], ['-web', '12'], ['project:web', '+web'], ['12', '+web']],
  ...[['12', 'status:pending'], ['priority:H'], ['web'], ['12', 'web'], ['Fix the login'], ['stop all runs', '+web']],
  ...[['every monday'], ['all blocked tasks'], ['r1'], ['2026-08-15'], ['2..4'], ['list'], ['task', '2'], ['done']],
];

/** Values of flags: of each form, and words of a sentence. */
const VALUES = [
  'web',
  '5',
  'friday',
  'none',
  'all',
  '7',
  '@me',
  '2',
  'two words',
  'src/a.ts',
  'H',
  'failed',
  'without',
  'automatically',
  'all except',
  'it runs every day',
  'tomorrow at 5pm',
  'blocked',
];

const OF_EVERY = [
  '--json',
  '--yes',
  '--no-pager',
  '--queue web',
  '--as human:ada',
  '--watch',
  '--fields id',
  '--format csv',
];

/** The flags of a command with values. */
function flagsOf({ input, cli }: Command): (readonly string[])[] {
  const own = Object.entries(input().shape).flatMap(([name, schema]) => {
    const flag = `--${name.replaceAll('_', '-')}`;
    if (isFlag(schema)) return [[flag], [flag, 'false']];
    return [...VALUES, ...(enumWords(schema) ?? [])].flatMap((value) => [[flag, value], [`${flag}=${value}`]]);
  });
  const others = [...Object.keys(cli?.viewFlags ?? {}), ...Object.keys(cli?.flagLines ?? {})].map((flag) => [
    `--${flag}`,
  ]);
  return [...own, ...others, ...OF_EVERY.map((flag) => flag.split(' '))];
}

/** What can stand where a command has its first field. */
const ARGUMENTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  ...{ filter: [['12']], run: [['r1']] },
  id: [
    ...[['12'], ['12', 'Found the cause'], ['12', 'waits for 14'], ['12', 'stop all runs'], ['12', 'every monday']],
    ...[
      ['12', 'why does it fail?'],
      ['12', 'done: all tests pass'],
      ['12', 'depends on 14'],
      ['12', 'due friday'],
    ],
    ...[
      ['12', 'to 14'],
      ['12', 'and 14'],
      ['12', 'as done'],
      ['12', 'is blocked'],
      ['12', 'see r1'],
      ['12', '+web now'],
    ],
  ],
  description: [['Fix the login'], ['stop all runs'], ['note to 12'], ['why does it fail?'], ["don't deploy 4"]],
};

/** Lines of each command: with each kind of words, with each flag, and with the next flag behind it. */
function linesOf(command: Command): (readonly string[])[] {
  const flags = flagsOf(command);
  const { positional: [first = ''] = [] } = command.cli ?? {};
  const selecting = [[], ...(ARGUMENTS[first] ?? [])];
  return namesOf(command)
    .map((name) => name.split(' '))
    .flatMap((name) => [
      ...BEHIND.flatMap((words) => [
        [...name, ...words],
        [...name, ...words, '--json'],
        ['--json', ...name, ...words],
      ]),
      ...selecting.flatMap((words) =>
        flags.flatMap((flag, at) => [
          [...name, ...words, ...flag],
          [...name, ...flag, ...words],
          [...name, ...words, ...flag, ...flags[(at + 7) % flags.length]!],
        ]),
      ),
    ]);
}

/** Reads a line by all modules that know words of other programs. */
async function readWhole(words: readonly string[], env: NodeJS.ProcessEnv) {
  expect(await withTasksOfRuns(words, { env, cwd: '/' } as Streams)).toBe(words);
  const line = readLine(words, env, () => ({ now: NOON, zone: 'UTC' }));
  const found = meantBy(line)!;
  if (mayBeHeld(words, found.command)) checkHeld(words, found);
  checkOneNoted(found.command, found.rest);
  expect(linesOfEach(found.command, found.rest)).toBeUndefined();
  return { command: found.command.name, said: found.said, args: parseArgs(found.command, found.rest) };
}

/** Checks that each plain line of some lines means the same when it is read whole. @returns how many are plain */
async function checkPlain(lines: readonly (readonly string[])[]): Promise<number> {
  const env = { BACKLOG_HOME: tempFolder('plain') };
  const differing: string[] = [];
  let count = 0;
  for (const words of lines) {
    const plain = plainLine(words);
    if (!plain) continue;
    count++;
    try {
      expect(await readWhole(words, env)).toEqual({ ...plain, command: plain.command.name });
    } catch (error) {
      differing.push(`${words.join(' ')}: ${(error as Error).message.split('\n', 1)[0]}`);
    }
  }
  expect(differing).toEqual([]);
  return count;
}

test('a plain line means the same without the words of other programs', async () => {
  expect(await checkPlain(everyNth(64, COMMANDS.flatMap(linesOf)))).toBeGreaterThan(250);
});

test('a line of another program, or with a slip, means the same if it is plain', async () => {
  const said = [...Object.keys(LINES), ...Object.keys(ALONE), ...SUGGESTIONS.map((one) => one.said)];
  const lines = said
    .map((words) => words.replace(' #', ' 12').split(' '))
    .flatMap((words) => [
      ...[words, [...words, '12'], [...words, '--json'], ['add', words.join(' '), '--priority', 'H']],
      [words[0]!, words.slice(1).join(' '), '--project', 'web'],
    ]);
  const typed = [...TYPED.flatMap(wrongLines), ...wrongNames()].map(({ words }) => words);
  expect(await checkPlain([...lines, ...typed])).toBeGreaterThan(100);
});

test('a value that looks like words of a sentence or like a flag means the same', async () => {
  const said = [
    ['goal', 'add', '--primary=why?'],
    ['doc', 'delete', '--name=why?', '12'],
    ['whoami', '--profile=web', '--profile', '--json x'],
    ['whoami', '--profile=web', '--profile', '-bb'],
    ['list', '--queue=web', '--queue', '-other'],
    ['status', '--cwd=/a', '--cwd', '-b c'],
  ];
  await checkPlain(said);
});

test('the lines that people and agents type all day are plain', () => {
  const lines =
    'list, list --json, list +READY, list project:web --limit 5, count +READY, next, next --json, info 12, start 12, done 12, ' +
    'done 3,5, stop 12 --handoff later, modify 12 +web, modify 12 --priority H --due friday, delete 12 --yes, status, ' +
    'history 12, run list, run show r1, approve r1, claim list, tags';
  expect(lines.split(', ').filter((line) => plainLine(line.split(' ')) === undefined)).toEqual([]);
  const added = plainLine(['add', 'Fix the login', '--project', 'web']);
  expect(added?.args.input).toEqual({ description: 'Fix the login', project: 'web' });
});
