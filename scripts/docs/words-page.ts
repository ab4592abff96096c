import { shellWord } from '../../src/base/shell-word.ts';
import type { CommandRow } from '../../src/commands/index.ts';
import { SHORT_FLAGS } from '../../src/commands/short-flags.ts';
import { COLUMN_TITLES } from '../../src/domain/board-columns.ts';
import { callOf, inputOf } from '../../src/domain/calls/door.ts';
import { PRIORITY_WORDS } from '../../src/domain/fields/words.ts';
import { FIELD_WORDS, STATUS_WORDS } from '../../src/domain/fields/words-elsewhere.ts';
import { rowNamed } from '../../src/interfaces/cli/machine/table.ts';
import { parseArgs } from '../../src/interfaces/cli/words/args.ts';
import { FLAGS } from '../../src/interfaces/cli/words/flag-spellings.ts';
import type { ParsedArgs } from '../../src/interfaces/cli/words/plain/parsed-args.ts';
import { meantBy } from '../../src/interfaces/cli/words/resolve.ts';
import { respelled } from '../../src/interfaces/cli/words/respell.ts';
import { LINES, OF_RUN, SUGGESTIONS } from '../../src/interfaces/cli/words/spellings.ts';
import { ELSEWHERE, type Row, wordsOf } from '../../test/interfaces/cli/elsewhere-lines.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about words of other programs: lines that the tests run, and the tables that the program uses. */
export function wordsPage(): string {
  return [
    '# Words of other programs',
    GENERATED,
    'Type the lines that you know, after `backlog`. Most of them run. Backlog refuses the lines in *italics* and prints its own line. Other lines of these programs may be the same in both.',
    ...Object.entries<readonly Row[]>(ELSEWHERE).flatMap(programSection),
    '## All beginnings of lines',
    '`ID` is a task, `VALUE` another word. The remaining words of your line follow. The nouns `task`, `issue`, `ticket` and `bead` can be omitted, and `pr` is `run`.',
    table(
      ['you type', 'Backlog runs'],
      [
        ...Object.entries(LINES).map(([said, line]) => [code(said), code(withPlaces(line))]),
        ...Object.entries(OF_RUN).map(([said, line]) => [`${code(said)} beside a run`, code(withPlaces(line))]),
      ],
    ),
    table(
      ['you type', 'Backlog suggests'],
      SUGGESTIONS.map(({ said, line, beside, hint }) => [
        [code(said), beside && `beside a ${beside}`, hint && 'without other words'].filter(Boolean).join(' '),
        code(withPlaces(line)),
      ]),
    ),
    '## Flags',
    'A letter means the same flag in every command that has this flag. Backlog refuses other letters.',
    table(
      ['letter', 'flag'],
      Object.entries(SHORT_FLAGS).map(([letter, name]) => [code(`-${letter}`), code(inputOf('cli', name))]),
    ),
    table(
      ['flag', 'in', "Backlog's flag"],
      Object.entries(FLAGS).flatMap(([flag, rows]) => flagRows(flag, rows)),
    ),
    '## Fields',
    'These names mean a field as a flag (`--assignee ada`), as an attribute of a filter (`assignee:ada`), and in error messages.',
    table(
      ['name', "Backlog's field"],
      Object.entries(FIELD_WORDS).map(([name, field]) => [code(name), code(field)]),
    ),
    '## Statuses and priorities',
    table(
      ['status', '`status:`', 'flag', 'board column'],
      Object.entries(STATUS_WORDS).map(([name, { status, column, term }]) => [
        name,
        status ? code(status) : `suggests ${code(term)}`,
        code(term),
        column ? COLUMN_TITLES[column] : '',
      ]),
    ),
    table(['priority', 'in Backlog'], Object.entries(PRIORITY_WORDS)),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Returns the table of a program. Omits lines that are the same in Backlog, and programs without others. */
function programSection([program, lines]: [string, readonly Row[]]): string[] {
  const rows = lines.flatMap(([line, works]) => {
    if (typeof works === 'string') return [[`*${code(line)}*`, code(works)]];
    const ours = lineFor(line);
    return ours === undefined || wordsOf(ours).join(' ') === wordsOf(line).join(' ') ? [] : [[code(line), code(ours)]];
  });
  return rows.length === 0 ? [] : [`## ${program}`, table(['you type', "Backlog's line"], rows)];
}

/**
 * Returns Backlog's line for a line of another program, without the program's name. Undefined for a line that is also
 * Backlog's: several calls of one command, `show 1 2`.
 */
function lineFor(line: string): string | undefined {
  const found = meantBy(respelled(wordsOf(line), () => ({ now: 0, zone: 'UTC' })));
  if (!found || severalIds(found.rest)) return undefined;
  return ownLine(found.command, parseArgs(found.command, found.rest));
}

const severalIds = (rest: readonly string[]): boolean => rest.length > 1 && rest.every((word) => /^\d+$/.test(word));

function ownLine(command: CommandRow, { input: given, flags: { rows, json } }: ParsedArgs): string {
  const { limit, ...others } = given;
  // A call for fields has no limit. A line with both would repeat that.
  const input = rows && limit === '0' ? others : given;
  const { afterDashes = '' } = command.cli ?? {};
  const positional = command.cli?.positional ?? [];
  const words = positional.flatMap((field) =>
    field === afterDashes || input[field] === undefined ? [] : wordsIn(String(input[field])),
  );
  const flags = Object.entries(input).flatMap(([name, value]) => {
    if (positional.includes(name) || name === afterDashes) return [];
    return [inputOf('cli', name), ...(value === true ? [] : wordsIn(String(value)))];
  });
  const fields = rows ? ['--fields', rows.fields.join()] : [];
  const program = input[afterDashes] === undefined ? [] : ['--', ...wordsIn(String(input[afterDashes]))];
  const all = [...words, ...flags, ...fields, ...(json ? ['--json'] : []), ...program];
  return callOf('cli', command.name, all.map(shellWord).join(' ')).replace(/^backlog /, '');
}

/** Returns the words of an argument. The command line passes a list of ids as JSON, and others in lines. */
function wordsIn(value: string): string[] {
  return value.startsWith('[') ? (JSON.parse(value) as string[]) : [value.replaceAll('\n', ',')];
}

function withPlaces(line: string): string {
  return line
    .replaceAll('$1', 'ID')
    .replace(/\$2(?::\w+)?/g, 'VALUE')
    .replace('"…"', 'TEXT');
}

function flagRows(flag: string, rows: Readonly<Record<string, string>>): string[][] {
  return Object.entries(rows).map(([command, line]) => [
    code(inputOf('cli', flag)),
    command === '*' ? 'every command' : code(callOf('cli', rowNamed(command)!.name).replace(/^backlog /, '')),
    line === '' ? 'ignored' : code(line.replace(/\$(?::\w+)?/, 'VALUE')),
  ]);
}
