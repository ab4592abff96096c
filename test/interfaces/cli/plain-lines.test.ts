import { expect, test } from 'vitest';
import { COMMANDS, type Command } from '../../../src/commands/index.ts';
import { shortLine, spelled } from '../../../src/domain/calls/door.ts';
import { checkHeld } from '../../../src/interfaces/cli/refusals/held-lines.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { mayBeHeld } from '../../../src/interfaces/cli/words/does-more.ts';
import { enumWords, isFlag } from '../../../src/interfaces/cli/words/field-kinds.ts';
import { plainLine } from '../../../src/interfaces/cli/words/plain/plain-line.ts';
import { readLine } from '../../../src/interfaces/cli/words/read-line.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { checkOneNoted, linesOfEach } from '../../../src/interfaces/cli/words/several.ts';
import { LINES, SUGGESTIONS } from '../../../src/interfaces/cli/words/spellings.ts';
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

/** Lines of each command: with each kind of words, with each flag, and with the next flag behind it. */
function linesOf(command: Command): (readonly string[])[] {
  const flags = flagsOf(command);
  const { positional: [first = ''] = [] } = command.cli ?? {};
  const selecting = first === 'id' || first === 'filter' ? [[], ['12']] : [[]];
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
function readWhole(words: readonly string[], env: NodeJS.ProcessEnv) {
  const line = readLine(words, env, () => ({ now: NOON, zone: 'UTC' }));
  const found = meantBy(line)!;
  if (mayBeHeld(words, found.command)) checkHeld(words, found);
  checkOneNoted(found.command, found.rest);
  expect(linesOfEach(found.command, found.rest)).toBeUndefined();
  return { command: found.command.name, said: found.said, args: parseArgs(found.command, found.rest) };
}

/** Checks that each plain line of some lines means the same when it is read whole. @returns how many are plain */
function checkPlain(lines: readonly (readonly string[])[]): number {
  const env = { BACKLOG_HOME: tempFolder('plain') };
  const plain = lines.flatMap((words) => {
    const found = plainLine(words);
    return found ? [{ words, read: { ...found, command: found.command.name } }] : [];
  });
  const differing = plain.flatMap(({ words, read }) => {
    try {
      expect(readWhole(words, env)).toEqual(read);
      return [];
    } catch (error) {
      return [`${words.join(' ')}: ${(error as Error).message.split('\n', 1)[0]}`];
    }
  });
  expect(differing).toEqual([]);
  return plain.length;
}

test('a plain line means the same without the words of other programs', () => {
  expect(checkPlain(everyNth(16, COMMANDS.flatMap(linesOf)))).toBeGreaterThan(1000);
});

test('a line of another program, or with a slip, means the same if it is plain', () => {
  const said = [...Object.keys(LINES), ...SUGGESTIONS.map((one) => one.said)].map((words) =>
    words.replace(' #', ' 12').split(' '),
  );
  const typed = [...TYPED.flatMap(wrongLines), ...wrongNames()].map(({ words }) => words);
  const lines = [
    ...said,
    ...said.flatMap((words) => [
      [...words, '12'],
      [...words, '--json'],
    ]),
    ...typed,
  ];
  expect(checkPlain(lines)).toBeLessThan(lines.length / 5);
});

test('the lines that people and agents type all day are plain', () => {
  const lines =
    'list, list --json, list +READY, list project:web --limit 5, count +READY, next, next --json, info 12, start 12, done 12, ' +
    'done 3,5, stop 12 --handoff later, modify 12 +web, modify 12 --priority H --due friday, delete 12 --yes, status, ' +
    'history 12, run list, claim list, tags';
  expect(lines.split(', ').filter((line) => plainLine(line.split(' ')) === undefined)).toEqual([]);
  expect(plainLine(['add', 'Fix the login', '--json'])?.args.input).toEqual({ description: 'Fix the login' });
});
