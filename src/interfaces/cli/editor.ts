import { access, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import { type Executed, execute } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import { inWordsOfLine } from '../../commands/line-words.ts';
import { parseInput } from '../../commands/parse.ts';
import { isChangedMeanwhile } from '../../commands/task/seen.ts';
import { callOf } from '../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { findProgram } from '../../runs/agents/find-program.ts';
import { errorText } from '../../text/error.ts';
import { harmless } from '../../text/safe.ts';
import type { Calling } from './calling.ts';
import { printFitted } from './terminal/print-fitted.ts';

/** Beginning of a line that Backlog adds to the text. Such lines are removed when Backlog reads the text back. */
const REMARK = '# ! ';

/**
 * Runs a command whose text a person writes in an editor. If the command refuses the text, the editor opens again with
 * the error below the wrong line. A text that no command accepts stays in a file, and Backlog prints the path. So does a
 * text whose field somebody else has changed: the person then edits the present text.
 * @returns undefined if the person changed nothing
 * @throws BacklogError `forbidden` without a terminal, or the error of a text that the person gives up
 */
export async function editAndExecute(
  command: Command,
  input: Record<string, unknown>,
  { workspace, caller, streams }: Calling,
): Promise<Executed | undefined> {
  const { document, before, draft } = command.cli!.editor!;
  const run = (more: Record<string, unknown>) => execute(workspace, caller, command, { ...input, ...more });
  if (input[document] !== undefined) return run({});
  parseInput(command, { ...input, [document]: '', [before]: '' });
  const { edit, ask } = streams;
  if (!edit || !ask)
    return refuse('forbidden', "can't open an editor: this is no terminal", {
      hint: `--${document} takes the whole text; task_modify changes single fields.`,
    });
  const original = await draft(workspace.context(caller), input);
  const folder = await mkdtemp(join(tmpdir(), 'backlog-edit-')).catch(refuseTemporary);
  const file = join(folder, 'task.md');
  /** The person's text, until a command accepts it. */
  let unsaved: string | undefined;
  /** The lines that Backlog added to the person's text. */
  let remarks: string[] = [];
  const refused = async (error: BacklogError) => {
    remarks = errorText(error)
      .split('\n')
      .map((line) => REMARK + line);
    unsaved = withRemarks(unsaved!, remarks, error);
    printFitted(`backlog: ${errorText(error)}`, streams);
    await put(file, unsaved);
    return /^\s*n/i.test(await ask('Edit it again? [Y/n] ')) || streams.interrupted.aborted;
  };
  try {
    await put(file, original).catch(refuseTemporary);
    for (;;) {
      const code = await edit(file);
      const edited = without(remarks, await readFile(file, 'utf8').catch(refuseUnread));
      unsaved = edited.trim() === '' || edited === original ? undefined : edited;
      if (code !== 0) return refuseEditor(code, callOf('cli', command.name, lineOf(command, input)), streams);
      if (unsaved === undefined) return undefined;
      try {
        const executed = await run({ [document]: edited, [before]: original });
        unsaved = undefined;
        return executed;
      } catch (error) {
        if (!(error instanceof BacklogError) || isChangedMeanwhile(error)) throw error;
        if (await refused(inWordsOfLine(error))) return undefined;
      }
    }
  } finally {
    if (unsaved === undefined) await rm(folder, { recursive: true }).catch(() => undefined);
    else streams.err(await keptIn(file, unsaved));
  }
}

/**
 * Returns the message with the name of the file that has the text. If the file couldn't be written, the message
 * contains the text itself.
 */
async function keptIn(file: string, text: string): Promise<string> {
  try {
    await access(file).catch(() => put(file, text));
    return `Your text is kept in ${file}`;
  } catch {
    return `Your text is in no file:\n${harmless(text)}`;
  }
}

/** Replaces a file atomically, so that a full disk leaves the old content. */
async function put(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function refuseUnread({ code }: NodeJS.ErrnoException): never {
  return refuse(
    'forbidden',
    code === 'ENOENT' ? 'the editor left no file: nothing was changed' : `can't read what the editor wrote: ${code}`,
    { hint: 'Save the text in the file that the editor was given.' },
  );
}

/** Throws the error about an edit whose temporary file can't be written. */
function refuseTemporary({ code }: NodeJS.ErrnoException): never {
  return refuse('store', `can't write a file for your editor in ${tmpdir()}: ${code}`, {
    hint: 'Set TMPDIR to another folder, such as ~/.cache. To change single fields without an editor: `backlog modify --help`',
  });
}

/** Exit codes of a shell for a program that doesn't exist or can't start. */
const NOT_STARTED: ReadonlySet<number | null> = new Set([126, 127]);

/** The editors that a refusal suggests, if they are installed. */
const EDITORS = ['nano', 'vim', 'vi', 'micro', 'emacs', 'ed'];

/** Returns the words of a command line that edits a text. */
function lineOf({ cli }: Command, input: Record<string, unknown>): string {
  const words = (cli?.positional ?? []).flatMap((field) => (typeof input[field] === 'string' ? input[field] : []));
  return words.map(shellWord).join(' ');
}

/** Throws the error about an editor that failed. */
function refuseEditor(code: number | null, line: string, streams: Calling['streams']): never {
  return refuse(
    'forbidden',
    `the editor ended with ${code}: nothing was changed`,
    NOT_STARTED.has(code) ? { hint: otherEditor(line, streams) } : {},
  );
}

/** Returns the line that edits with an editor of this machine, instead of the one that couldn't start. */
function otherEditor(line: string, { env, cwd }: Calling['streams']): string {
  const variable = env.VISUAL ? 'VISUAL' : 'EDITOR';
  const other = EDITORS.find((name) => name !== env[variable] && findProgram(name, { path: env.PATH, cwd }));
  const yours = other
    ? `VISUAL or EDITOR names yours: \`${variable}=${other} ${line}\`.`
    : 'Install an editor, and name it in VISUAL or EDITOR.';
  return `${yours} \`backlog modify\` changes single fields.`;
}

/** Returns the text without the lines that Backlog added. Keeps similar lines, because they may be headings. */
function without(remarks: readonly string[], text: string): string {
  return text
    .split('\n')
    .filter((line) => !remarks.includes(line))
    .join('\n');
}

/** Returns the text with the error below its line. An error without a line goes to the top. */
function withRemarks(text: string, remarks: readonly string[], error: BacklogError): string {
  const lines = text.split('\n');
  return lines.toSpliced(lineOfError(lines, error), 0, ...remarks).join('\n');
}

function lineOfError(lines: readonly string[], { data, message }: BacklogError): number {
  const about = data as { line?: number; field?: string; problems?: { field: string }[] } | undefined;
  if (about?.line) return about.line;
  const field = about?.field ?? about?.problems?.[0]?.field ?? /^([a-z_]+):/.exec(message)?.[1];
  return field === undefined ? 0 : lines.findIndex((line) => line.startsWith(`${field.split('.')[0]}:`)) + 1;
}
