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

/** Begins a line of ours in a document, which goes when it is read. */
const REMARK = '# ! ';

/**
 * A command whose text a person writes in an editor. What is refused stands in the text, at the line that it is about, and the editor opens
 * again. A text that is not taken stays in a file that is named, whatever failed. Undefined when nothing was changed.
 * @throws BacklogError `forbidden` without a terminal, and the refusal of a text that is given up
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
    return refuse('forbidden', 'an editor wants a terminal, and there is none', {
      hint: `--${document} takes the whole text; task_modify changes single fields.`,
    });
  const original = await draft(workspace.context(caller), input);
  const folder = await mkdtemp(join(tmpdir(), 'backlog-edit-')).catch(refuseTemporary);
  const file = join(folder, 'task.md');
  /** What the person wrote and nothing has taken. */
  let unsaved: string | undefined;
  /** Our lines in it. */
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

/** Where a text is that was not taken; in the words of the text itself when no file has it. */
async function keptIn(file: string, text: string): Promise<string> {
  try {
    await access(file).catch(() => put(file, text));
    return `Your text is kept in ${file}`;
  } catch {
    return `Your text is in no file:\n${harmless(text)}`;
  }
}

/** Whole or not at all: what is there stays when the disk is full. */
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

/** The text is edited in a file of its own. */
function refuseTemporary({ code }: NodeJS.ErrnoException): never {
  return refuse('store', `can't write a file for your editor in ${tmpdir()}: ${code}`, {
    hint: 'TMPDIR names another folder: `TMPDIR=~/.cache backlog edit 12`. `backlog modify` changes single fields without an editor.',
  });
}

/** What a shell says of a program that it does not find, or may not start. */
const NOT_STARTED: ReadonlySet<number | null> = new Set([126, 127]);

function refuseEditor(code: number | null): never {
  const hint = 'VISUAL or EDITOR names yours: `EDITOR=nano backlog edit 12`. `backlog modify` changes single fields.';
  return refuse(
    'forbidden',
    `the editor ended with ${code}: nothing was changed`,
    NOT_STARTED.has(code) ? { hint } : {},
  );
}

/** What looks like a remark and is none of ours stays: it may be a heading. */
function without(remarks: readonly string[], text: string): string {
  return text
    .split('\n')
    .filter((line) => !remarks.includes(line))
    .join('\n');
}

/** The refusal in the text: below the line of its field or number, else at the top. */
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
