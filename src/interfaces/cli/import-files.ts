import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { counted } from '../../base/amounts.ts';
import type { Executed } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import { inWordsOfLine } from '../../commands/line-words.ts';
import { callOf, inputOf } from '../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { errorText } from '../../text/error.ts';
import { jsonText, oneLine } from '../../text/safe.ts';
import type { Calling } from './calling.ts';
import { executeAgreed } from './confirm.ts';
import type { ParsedArgs } from './words/plain/parsed-args.ts';

/** The parts of an import's output that its line shows. */
interface Output {
  added: number;
  changed: readonly unknown[];
  unchanged: number;
  left: readonly string[];
  warnings: readonly string[];
  bad: readonly { problem: string }[];
}

/** What became of one file. */
type Imported = { from: string; output: Output } | { from: string; error: BacklogError };

/**
 * Returns the files of a call that names several. One word, a quoted text, and words of which some are no files, go to
 * the command as one value.
 */
export function filesOf(words: ParsedArgs['words'], cwd: string): readonly string[] | undefined {
  const isFile = (word: string) => existsSync(resolve(cwd, word));
  if (!words || words.length < 2 || isFile(words.join(' '))) return undefined;
  return words.every(isFile) ? words : undefined;
}

/**
 * Imports several files, each as a source of its own and in a change of its own: a refused one doesn't keep the others
 * out. Prints a line for each, and their sum.
 * @returns the exit code: 1 if a file was refused
 */
export async function importFiles(
  command: Command,
  { files, input }: { files: readonly string[]; input: ParsedArgs['input'] },
  calling: Calling,
): Promise<number> {
  if (input.list !== undefined)
    refuse(
      'usage',
      `${inputOf('cli', 'list')} names one source, and ${files.length} files are ${files.length} sources`,
      {
        hint: `Import one after the other: \`${callOf('cli', command.name, `${files[0]} --list ${input.list}`)}\``,
      },
    );
  const all: Imported[] = [];
  for (const from of files) {
    const one = await importOne(command, { ...input, from }, calling);
    if (one) all.push(one);
    if (one && !calling.flags.json) calling.streams.out(fileText(one));
  }
  const { streams, flags } = calling;
  if (flags.json) streams.out(jsonText({ files: all.map(fileJson), ...sumOf(all) }));
  else streams.out(sumText(all, input.dry_run === true));
  const isWhole = all.length === files.length && all.every((one) => 'output' in one && !isNothing(command, one.output));
  return isWhole ? 0 : 1;
}

/** @returns undefined if the person declines */
async function importOne(
  command: Command,
  input: ParsedArgs['input'] & { from: string },
  calling: Calling,
): Promise<Imported | undefined> {
  const { from } = input;
  try {
    const executed: Executed | undefined = await executeAgreed(command, input, calling);
    return executed && { from, output: executed.output as Output };
  } catch (error) {
    if (error instanceof BacklogError) return { from, error };
    throw error;
  }
}

function isNothing({ cli }: Command, output: Output): boolean {
  return cli?.foundNothing?.(output) ?? false;
}

/** Maximum number of notes below the line of a file, and of characters in each. */
const NOTES = { most: 10, width: 200 } as const;

/** Formats a file: its line, and below it what was left out, changed or refused. */
function fileText(one: Imported): string {
  const [first = '', ...notes] =
    'error' in one
      ? `refused: ${errorText(inWordsOfLine(one.error))}`.split('\n')
      : [countsText(sumOf([one])), ...notesOf(one.output)];
  const more = notes.length > NOTES.most ? [`… and ${notes.length - NOTES.most} more`] : [];
  const lines = [...notes.slice(0, NOTES.most).map((note) => oneLine(note, NOTES.width)), ...more];
  return [`${oneLine(one.from, 80)}: ${first}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Numbers of tasks. */
interface Counts {
  added: number;
  changed: number;
  unchanged: number;
}

function countsText({ added, changed, unchanged }: Counts): string {
  return `${added} new, ${changed} changed, ${unchanged} unchanged`;
}

function notesOf({ left, warnings, bad }: Output): string[] {
  return [...left.map((line) => `left out: ${line}`), ...warnings, ...bad.map(({ problem }) => `left out: ${problem}`)];
}

function fileJson(one: Imported): object {
  return 'error' in one ? one : { from: one.from, ...one.output };
}

function sumOf(all: readonly Imported[]): Counts & { refused: number } {
  const outputs = all.flatMap((one) => ('output' in one ? [one.output] : []));
  const sum = (read: (output: Output) => number) => outputs.reduce((total, output) => total + read(output), 0);
  return {
    added: sum(({ added }) => added),
    changed: sum(({ changed }) => changed.length),
    unchanged: sum(({ unchanged }) => unchanged),
    refused: all.length - outputs.length,
  };
}

function sumText(all: readonly Imported[], isTrial: boolean): string {
  const { refused, ...counts } = sumOf(all);
  const left = refused > 0 ? `; ${counted(refused, 'file')} refused` : '';
  return `${counted(all.length, 'file')}: ${countsText(counts)}${left}${isTrial ? '; nothing was changed' : ''}`;
}
