import { present } from '../../../base/present.ts';
import { shellWords } from '../../../base/shell-word.ts';
import { type Command, isReadOnly, pathFields } from '../../../commands/command.ts';
import { execute } from '../../../commands/execute.ts';
import { findCommand } from '../../../commands/index.ts';
import { inWordsOfLine } from '../../../commands/line-words.ts';
import { parseInput } from '../../../commands/parse.ts';
import { renderRows } from '../../../commands/rows.ts';
import { isIds } from '../../../commands/task/select-words.ts';
import { BacklogError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/index.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import type { Caller, Context } from '../../../work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../../work/workspace/open.ts';
import { terminalCaller } from '../caller.ts';
import type { Streams } from '../io.ts';
import type { Row } from '../machine/row.ts';
import { chooseQueue } from '../queues/chosen-queue.ts';
import { parseArgs } from '../words/args.ts';
import { placeFlags } from '../words/flags/place-flags.ts';
import type { ParsedArgs } from '../words/plain/parsed-args.ts';
import { meantBy } from '../words/resolve.ts';
import { linesOfEach } from '../words/several.ts';
import { checkUnbegun, refusalOfMachine } from './rehearse-machine.ts';

interface Rehearsal {
  /** Reads a line in Backlog's own words. @throws BacklogError for a line that is refused */
  read(words: readonly string[]): readonly string[];
  around: Pick<Streams, 'cwd' | 'env' | 'isTerminal' | 'now'>;
  /** The flags that choose the queue and the author. */
  place: readonly string[];
}

/** Commands that only read, but wait, start a program or ask a service. Only their words are checked. */
const ASKS_OTHERS = /^(?:run_wait|agent_check|source_validate|notice_test|webhook_test|backlog_backup)$/;

/** Commands that change nothing but records before their first change. Others are not begun. */
const ONLY_RECORDS =
  /^(?:task_(?!import|sync|refine)|goal_(?!import)|inbox_(?!import|report)|review_(?!apply|send)|(?:view|claim|setting)_|(?:agent|webhook|source)_(?:update|enable|disable|remove)|source_resolve|agent_add|repo_update|config_trust|git_hook_(?:pause|resume))/;

/** Matches a place for words of the reader. Such a line shows a form. */
const OPEN = /…|<[a-z]|\b[A-Z]{2,}\b/;

/**
 * Runs lines as the next shell would, each until its first change, which it doesn't make. A refusal offers no line that
 * would be refused itself.
 * @returns those of the lines that are refused; a line whose queue can't be read here counts as accepted
 */
export async function refusedLines(lines: readonly string[], rehearsal: Rehearsal): Promise<RefusedLines> {
  const refused = new Map<string, string>();
  for (const line of new Set(lines)) {
    const refusal = await refusalOf(line, rehearsal);
    if (refusal) refused.set(line, inWordsOfLine(refusal).message);
  }
  return refused;
}

/** Lines that are refused, with the reason of each. */
export type RefusedLines = ReadonlyMap<string, string>;

async function refusalOf(line: string, rehearsal: Rehearsal): Promise<BacklogError | undefined> {
  const [first = '', ...later] = OPEN.test(line) ? [] : line.split(' && ');
  const words = shellWords(first)?.slice(1) ?? [];
  const [verb = ''] = words;
  if (/^(?:-.*|)$/.test(verb) || words.includes('--help')) return undefined;
  try {
    // A later line counts on the change of the first one.
    for (const each of later) callsOf(shellWords(each)?.slice(1) ?? [], rehearsal);
    for (const call of callsOf(words, rehearsal)) {
      const refusal = await refusalHere(call, rehearsal);
      if (refusal) return refusal;
    }
    return undefined;
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
}

/** Returns why a queue refuses the words of a line. Changes nothing. */
export async function rehearsedRefusal(context: Context, words: readonly string[]): Promise<string | undefined> {
  try {
    for (const { command, input } of callsOf(words, { read: (typed) => typed }))
      if (command.where !== 'machine') await command.run(withoutChanges(context), parseInput(command, input));
    return undefined;
  } catch (error) {
    if (error instanceof FirstChange) return undefined;
    if (error instanceof BacklogError) return inWordsOfLine(error).message;
    throw error;
  }
}

interface Call {
  command: Row;
  input: Record<string, unknown>;
  flags: ParsedArgs['flags'];
}

/**
 * Returns the calls of a line. None for an editor, which shows what the line lacks, and for records that only a search
 * finds.
 * @throws BacklogError for wrong words
 */
function callsOf(
  words: readonly string[],
  { read, around }: Pick<Rehearsal, 'read'> & Partial<Pick<Rehearsal, 'around'>>,
): Call[] {
  const found = meantBy(read(words));
  if (!found) return [];
  const each = linesOfEach(found.command, found.rest);
  if (each) return each.flatMap((line) => callsOf(line, { read, ...present({ around }) }));
  const { input, flags } = parseArgs(found.command, found.rest);
  const { personAct } = found.command.access;
  if (found.command.where === 'machine' && personAct && around) checkIsPerson(terminalCaller(around), personAct, '');
  const { editor, selects } = found.command.cli ?? {};
  if (editor) return [];
  const said = selects && input[selects.field];
  // Where a command takes ids, a search finds them before the call.
  const search = said !== undefined && !isIds(String(said)) && selects?.field !== 'filter' ? selects?.field : undefined;
  parseInput(found.command, search ? { ...input, [search]: '1' } : input);
  return search && !selects?.named ? [] : [{ command: found.command, input, flags }];
}

async function refusalHere({ command, input, flags }: Call, rehearsal: Rehearsal): Promise<BacklogError | undefined> {
  if (command.where === 'machine') return refusalOfMachine({ command, input, flags }, rehearsal);
  const opened = await openAt(rehearsal);
  if (opened === undefined) return undefined;
  try {
    const { workspace, caller } = opened;
    const rehearse = (one: Command, given: Record<string, unknown>) =>
      execute(workspace, caller, isRehearsed(one) ? one : unbegun(one), given, {
        keep: async () => undefined,
        around: withoutChanges,
        check: (context) => {
          if (NEEDS_GIT.test(one.name) && context.workspace().common === undefined) throw noRepository();
        },
      });
    // A command that isn't begun is about a record that another command shows.
    const show = isRehearsed(command) ? undefined : findCommand(`${command.name.split('_', 1)[0]}_show`);
    if (show && typeof input.name === 'string') await rehearse(show, { name: input.name });
    const [id] = command.name === 'run_start' ? (/^\d+/.exec(String(input.filter)) ?? []) : [];
    if (id !== undefined) await rehearse(findCommand('task_info')!, { id });
    await workspace.ready();
    const named = await command.cli?.selects?.named?.(workspace.context(caller), input);
    const executed = await rehearse(command, named ?? input);
    if (flags.rows) await renderRows(executed, flags.rows, { onTerminal: false });
    return undefined;
  } catch (error) {
    if (error instanceof FirstChange) return undefined;
    if (error instanceof BacklogError) return OF_PLACE.has(error.code) ? undefined : error;
    throw error;
  } finally {
    await opened.workspace.close();
  }
}

/** Commands that work in the repository of the folder. */
const NEEDS_GIT = /^(?:run_start|config_(?:init|trust)|git_hook_(?:install|pause|resume|uninstall)|backlog_setup)$/;

const noRepository = () => new BacklogError('usage', 'this folder is in no git repository');

/** Codes of errors that are about the queue or the machine, of which every line would complain. */
const OF_PLACE: ReadonlySet<string> = new Set(['store', 'git', 'service', 'contention', 'unconfirmed', 'defect']);

const isRehearsed = (command: Command) =>
  (isReadOnly(command) && !ASKS_OTHERS.test(command.name)) ||
  (ONLY_RECORDS.test(command.name) && pathFields(command).length === 0);

/** Returns a command that checks what it refuses first, and ends there. */
const unbegun = (command: Command): Command => ({
  ...command,
  async run(context, input) {
    await checkUnbegun(command.name, context, input);
    return stop();
  },
});

/** Opens the queue for the caller. Undefined for one that can't be opened, or that is on a server, which may answer late. */
async function openAt({ around, place }: Rehearsal): Promise<{ workspace: Opened; caller: Caller } | undefined> {
  let workspace: Opened | undefined;
  try {
    const { cwd, env, as } = await chooseQueue(placeFlags({ place }), around);
    workspace = await openWorkspace({ cwd, env, start: () => undefined, ...present({ now: around.now }) });
    if (workspace.store.address === undefined)
      return { workspace, caller: terminalCaller({ ...around, as, queue: workspace.store }) };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
  }
  await workspace?.close();
  return undefined;
}

/** Thrown where a line would make its first change. */
class FirstChange extends Error {}

const stop = (): never => {
  throw new FirstChange();
};

/** Returns a context that ends a command with {@link FirstChange} in place of its first change. */
function withoutChanges(context: Context): Context {
  const own: Pick<Context, 'write' | 'with' | 'make' | 'start' | 'store'> = {
    write: (name, fn, about) =>
      context.write(
        name,
        (tx) => {
          fn(tx);
          return stop();
        },
        about,
      ),
    with: (other) => withoutChanges(context.with(other)),
    make: async () => stop(),
    start: stop,
    get store() {
      return unchanged(context.store);
    },
  };
  return Object.create(context, Object.getOwnPropertyDescriptors(own)) as Context;
}

function unchanged(store: Store): Store {
  const own: Pick<Store, 'write' | 'putBlob' | 'putBlobs' | 'maintain'> = {
    write: (meta, fn) =>
      store.write(meta, (tx) => {
        fn(tx);
        return stop();
      }),
    putBlob: async () => stop(),
    putBlobs: async () => stop(),
    maintain: async () => stop(),
  };
  return Object.create(store, Object.getOwnPropertyDescriptors(own)) as Store;
}
