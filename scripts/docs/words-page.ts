import { shellWord } from '../../src/base/shell-word.ts';
import type { CommandRow } from '../../src/commands/index.ts';
import { callOf, inputOf } from '../../src/domain/calls/door.ts';
import { parseArgs } from '../../src/interfaces/cli/words/args.ts';
import type { ParsedArgs } from '../../src/interfaces/cli/words/plain/parsed-args.ts';
import { meantBy } from '../../src/interfaces/cli/words/resolve.ts';
import { respelled } from '../../src/interfaces/cli/words/respell.ts';
import { ELSEWHERE, type Row, wordsOf } from '../../test/interfaces/cli/elsewhere-lines.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about words of other programs: a few lines of each that the tests run. */
export function wordsPage(): string {
  return [
    '# Words of other programs',
    GENERATED,
    'Type the lines that you know, after `backlog`. Backlog refuses the lines in *italics* and names its own line, or the help of its command. Each program has at most ten lines here.',
    ...Object.entries<readonly Row[]>(ELSEWHERE).flatMap(programSection),
    '## Other words',
    '`backlog words` searches all words, flags, fields and statuses of other programs:',
    '```sh\nbacklog words ready\nbacklog words issue close\n```',
  ]
    .join('\n\n')
    .concat('\n');
}

/** Maximum number of lines of a program. */
const MOST = 10;

/** Returns the table of a program. Omits lines that are the same in Backlog, and programs without others. */
function programSection([program, lines]: [string, readonly Row[]]): string[] {
  const rows = lines.flatMap(([line, works]) => {
    if (typeof works === 'string') return [[`*${code(line)}*`, code(works)]];
    const ours = lineFor(line);
    return ours === undefined || wordsOf(ours).join(' ') === wordsOf(line).join(' ') ? [] : [[code(line), code(ours)]];
  });
  return rows.length === 0 ? [] : [`## ${program}`, table(['you type', "Backlog's line"], rows.slice(0, MOST))];
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
