import { access, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Executed, execute } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import { inWordsOfLine } from '../../commands/line-words.ts';
import { parseInput } from '../../commands/parse.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { errorText } from '../../text/error.ts';
import { harmless } from '../../text/safe.ts';
import type { Calling } from './calling.ts';
import { printRefusal } from './print-refusal.ts';

/** Prefix of a line that Backlog adds to a document. Such lines are removed when the document is read again. */
const REMARK = '# ! ';

/**
 * Runs a command whose text a person writes in an editor. If the command refuses the text, the error appears at its
 * line and the editor opens again. A text that is not accepted stays in a file, and its path is printed. Returns
 * undefined if the person changed nothing.
 * @throws BacklogError `forbidden` without a terminal, or the error of a text that the person abandons
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
    return refuse('forbidden', 'can’t open an editor: this is no terminal', {
      hint: `--${document} takes the whole text; task_modify changes single fields.`,
    });
  const original = await draft(workspace.context(caller), input);
  const folder = await mkdtemp(join(tmpdir(), 'backlog-edit-')).catch(refuseTemporary);
  const file = join(folder, 'task.md');
  /** The person's text, while no command has accepted it. */
  let unsaved: string | undefined;
  /** The lines that Backlog added to the person's text. */
  let remarks: string[] = [];
  const refused = async (error: BacklogError) => {
    remarks = errorText(error)
      .split('\n')
      .map((line) => REMARK + line);
    unsaved = withRemarks(unsaved!, remarks, error);
    printRefusal(`backlog: ${errorText(error)}`, streams);
    await put(file, unsaved);
    return /^\s*n/i.test(await ask('Edit it again? [Y/n] ')) || streams.interrupted.aborted;
  };
  try {
    await put(file, original).catch(refuseTemporary);
    for (;;) {
      const code = await edit(file);
      const edited = without(remarks, await readFile(file, 'utf8').catch(refuseUnread));
      unsaved = edited.trim() === '' || edited === original ? undefined : edited;
      if (code !== 0) return refuseEditor(code);
      if (unsaved === undefined) return undefined;
      try {
        const executed = await run({ [document]: edited, [before]: original });
        unsaved = undefined;
        return executed;
      } catch (error) {
        if (!(error instanceof BacklogError)) throw error;
        if (await refused(inWordsOfLine(error))) return undefined;
      }
    }
  } finally {
    if (unsaved === undefined) await rm(folder, { recursive: true }).catch(() => undefined);
    else streams.err(await keptIn(file, unsaved));
  }
}

/**
 * Returns the message that names the file with an unaccepted text. If the text could not be written to a file, the
 * message contains the text.
 */
async function keptIn(file: string, text: string): Promise<string> {
  try {
    await access(file).catch(() => put(file, text));
    return `Your text is kept in ${file}`;
  } catch {
    return `Your text is in no file:\n${harmless(text)}`;
  }
}

/** Replaces a file atomically. If the disk is full, the old content stays. */
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

/** Throws the refusal of an edit whose temporary file cannot be written. */
function refuseTemporary({ code }: NodeJS.ErrnoException): never {
  return refuse('store', `can't write a file for your editor in ${tmpdir()}: ${code}`, {
    hint: 'TMPDIR names another folder: `TMPDIR=~/.cache backlog edit 12`. `backlog modify` changes single fields without an editor.',
  });
}

/** Exit codes with which a shell reports that a program does not exist or cannot start. */
const NOT_STARTED: ReadonlySet<number | null> = new Set([126, 127]);

function refuseEditor(code: number | null): never {
  const hint = 'VISUAL or EDITOR names yours: `EDITOR=nano backlog edit 12`. `backlog modify` changes single fields.';
  return refuse(
    'forbidden',
    `the editor ended with ${code}: nothing was changed`,
    NOT_STARTED.has(code) ? { hint } : {},
  );
}

/** Returns the text without Backlog's own remarks. Similar lines stay, because they may be headings. */
function without(remarks: readonly string[], text: string): string {
  return text
    .split('\n')
    .filter((line) => !remarks.includes(line))
    .join('\n');
}

/**
 * Returns the text with the error below the line of its field or its line number. If the error has neither, it is at
 * the top.
 */
function withRemarks(text: string, remarks: readonly string[], error: BacklogError): string {
  const lines = text.split('\n');
  return lines.toSpliced(placeOf(lines, error), 0, ...remarks).join('\n');
}

function placeOf(lines: readonly string[], { data, message }: BacklogError): number {
  const about = data as { line?: number; field?: string; problems?: { field: string }[] } | undefined;
  if (about?.line) return about.line;
  const field = about?.field ?? about?.problems?.[0]?.field ?? /^([a-z_]+):/.exec(message)?.[1];
  return field === undefined ? 0 : lines.findIndex((line) => line.startsWith(`${field.split('.')[0]}:`)) + 1;
}
