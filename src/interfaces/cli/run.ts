import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Executed, execute } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import { render, renderScreen } from '../../commands/render.ts';
import { renderRows, rowsOf } from '../../commands/rows.ts';
import { BacklogError, ERROR_CODES, refuse } from '../../domain/errors.ts';
import { isFile, isPath } from '../../domain/inputs.ts';
import { startSupervisor } from '../../runs/supervisor/spawn.ts';
import type { Store } from '../../store/index.ts';
import { errorText } from '../../text/error.ts';
import { jsonText } from '../../text/safe.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { personWanted } from '../../work/workspace/people.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import { version } from '../version.ts';
import { ALIAS_HELP, aliasCommand, expanded, readAliases } from './aliases.ts';
import { leadingFlags, type ParsedArgs, parseArgs, verbFirst } from './args.ts';
import { callerOf } from './caller.ts';
import { screenOf } from './colour.ts';
import { complete, completionScript } from './complete.ts';
import { editAndExecute } from './editor.ts';
import { helpOf, nounHelp, overview } from './help.ts';
import { progressBar } from './progress.ts';
import { bareCommand, impliedCommand, resolveCommand, viewAsked } from './resolve.ts';
import { chosenInputs } from './selection.ts';
import { unknownVerb } from './unknown.ts';
import { watch } from './watch.ts';
import { forCli } from './words.ts';

type Flags = ParsedArgs['flags'];

/** What a command line is executed with. */
export interface Calling {
  workspace: Opened;
  caller: Caller;
  streams: Streams;
  flags: Flags;
}

export interface Streams {
  out(text: string): void;
  err(text: string): void;
  /** Bytes as they are, for a file or a pipe. */
  bytes(bytes: Uint8Array): void;
  stdin(): Promise<string>;
  isTerminal: boolean;
  /** Is standard output one on which lines can be written over? */
  rewrites: boolean;
  /** Columns and lines of that terminal as it is now; unknown ones are 0 or missing. */
  size(): { columns?: number | undefined; rows?: number | undefined };
  /** Puts a question to the person and resolves to the line typed; nobody is there to be asked without it. */
  ask?: ((question: string) => Promise<string>) | undefined;
  /** Opens a file in the person's editor; resolves to its exit code. Missing where there is no terminal. */
  edit?: ((file: string) => Promise<number | null>) | undefined;
  /** Writes on a terminal's standard error at once, for what is drawn over; missing where that is none. */
  put?: ((text: string) => void) | undefined;
  /** Ends with Ctrl+C. */
  interrupted: AbortSignal;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
}

/** Runs one command line; resolves to the exit code: 0, 1 for a refusal, 2 when it was not understood. */
export async function run(words: readonly string[], streams: Streams): Promise<number> {
  try {
    return await dispatch(words, streams);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const told = forCli(error);
    if (wantsJson(words, streams.env)) streams.out(jsonText({ error: told }));
    else streams.err(`backlog: ${errorText(told)}`);
    return ERROR_CODES[error.code].exit;
  }
}

/** Also one that an alias says; of aliases that cannot be read nothing is known. */
function wantsJson(given: readonly string[], env: Streams['env']): boolean {
  if (given.includes('--json')) return true;
  try {
    return expanded(verbFirst(given), env).includes('--json');
  } catch {
    return false;
  }
}

async function dispatch(given: readonly string[], streams: Streams): Promise<number> {
  const words = verbFirst(expanded(verbFirst(given), streams.env));
  const [first] = words;
  if (first === undefined && !screenOf(streams)) return helpFor([], streams);
  if (first === 'help' || first === '--help' || first === '-h') return helpFor(words.slice(1), streams);
  if (first === '--version' || first === '-v' || first === '-V' || first === 'version') return say(streams, version);
  if (first === 'completion') return say(streams, completionScript(words[1]));
  if (first === '__complete') return say(streams, await complete(words.slice(words[1] === '--' ? 2 : 1), streams));
  if (first === 'alias') return say(streams, aliasText(leadingFlags(given), streams));
  if (first === 'connect') return connectClient(words.slice(1), streams);
  if (first === 'mcp') return serveMcp();
  if (first === 'token') return changeTokens(words.slice(1), streams);
  if (first === 'board') return (await import('../web/server/board.ts')).board(words.slice(1), streams);
  const asked = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  if (asked.includes('--help') || asked.includes('-h')) return helpFor(asked, streams);
  const found = viewAsked(resolveCommand(words) ?? bareCommand(words) ?? impliedCommand(words) ?? unknownVerb(words));
  const { input, flags } = parseArgs(found.command, found.rest);
  const watches = flags.watch || (streams.rewrites && !flags.json && found.command.live?.includes(found.said) === true);
  const cwd = resolve(streams.cwd, flags.cwd ?? '.');
  const workspace = await openWorkspace({
    cwd,
    env: streams.env,
    start: startSupervisor,
    store: { validate: validateRecord },
    tolerant: found.command.onDamage ?? false,
  });
  const bar = barOn(streams);
  try {
    const caller = { ...callerOf({ ...streams, as: flags.as }), progress: bar?.step };
    const wanted = await readFiles(input, found.command, streams);
    const calling = { workspace, caller, streams, flags };
    const executed = found.command.edits
      ? await editAndExecute(found.command, wanted, calling)
      : await executeChosen(found.command, wanted, calling);
    bar?.clear();
    if (!executed) {
      streams.err('Nothing was changed.');
      return 1;
    }
    const nothing = !watches && (executed.command.nothing?.(executed.output) ?? false);
    const raw = flags.json || streams.rewrites ? undefined : executed.command.bytes?.(executed.output);
    if (raw) {
      streams.bytes(raw.bytes);
      return 0;
    }
    const show = (shown: Executed) => shownOf(shown, flags, streams);
    const text = await show(executed);
    if (nothing && !flags.json && !flags.rows) streams.err(text);
    else if (text !== '' || !flags.rows) streams.out(text);
    sayLeftOut(executed, flags, streams);
    if (executed.command.effect !== 'read' && !executed.command.onDamage) await maintain(workspace.store, streams);
    if (watches) await watch(executed, text, { workspace, caller, streams, json: flags.json, show });
    return nothing ? 1 : 0;
  } finally {
    bar?.clear();
    await workspace.close();
  }
}

/** Flags before the word are the program's; those behind the words of an alias belong to what it stands for. */
function aliasText({ flags, rest }: ReturnType<typeof leadingFlags>, { env }: Streams): string {
  if (rest.includes('--help')) return ALIAS_HELP;
  const [, ...words] = rest;
  const json = [...flags, ...(words[0] === 'set' ? [] : words)].includes('--json');
  const text = aliasCommand(words[0] === 'set' ? words : words.filter((word) => word !== '--json'), env);
  return json ? jsonText({ aliases: readAliases(env) }) : text;
}

/** Where long work shows how far it is; nothing is left of it when that ends, or is interrupted. */
function barOn({ put, size, interrupted }: Streams) {
  if (!put) return undefined;
  const { step, clear } = progressBar({ put, columns: () => size().columns || 80, now: () => performance.now() });
  interrupted.addEventListener('abort', clear);
  return { clear, step: (...far: Parameters<typeof step>) => void (interrupted.aborted || step(...far)) };
}

async function connectClient(words: readonly string[], streams: Streams): Promise<number> {
  const { connect } = await import('./connect.ts');
  return connect(words, streams, (as, what) => personWanted(callerOf({ ...streams, as }).actor, what));
}

async function changeTokens(words: readonly string[], streams: Streams): Promise<number> {
  const { token } = await import('../web/server/token.ts');
  return token(words, streams, (what) => personWanted(callerOf(streams).actor, what));
}

/** The same server as dist/server.cjs, which bin/backlog starts by itself; it lives on when this is done. */
async function serveMcp(): Promise<number> {
  const { serving } = await import('../mcp/serve.ts');
  await serving;
  return 0;
}

/** For all the tasks that are meant, once they are known to be; nothing when somebody said no. What ran before the last one is shown already. */
async function executeChosen(
  command: Command,
  wanted: Record<string, unknown>,
  { workspace, caller, streams, flags }: Calling,
): Promise<Executed | undefined> {
  const inputs = await chosenInputs(command, wanted, { workspace, caller, streams, yes: flags.yes });
  if (!inputs) return undefined;
  for (const input of inputs.slice(0, -1))
    streams.out(await shownOf(await execute(workspace, () => caller, command.name, input), flags, streams));
  return execute(workspace, () => caller, command.name, inputs.at(-1));
}

/** As JSON, as lean text, or laid out for the terminal as large as it is at this moment. */
async function shownOf(executed: Executed, { json, color, rows }: Flags, streams: Streams): Promise<string> {
  if (rows) return renderRows(executed, rows);
  if (json) return render(executed, { json });
  const screen = screenOf({ ...streams, color });
  return screen ? renderScreen(executed, screen) : render(executed);
}

/** A format that has only rows cannot say itself that there are more of them. */
function sayLeftOut(executed: Executed, { rows }: Flags, streams: Streams): void {
  if (!rows || rows.format === 'json') return;
  const { note } = executed.command.rows!;
  const told = note ? note(executed.output) : leftOut(executed.output as Page, rowsOf(executed).length);
  if (told !== undefined) streams.err(`backlog: ${told}`);
}

function leftOut({ total, next, more }: Page, count: number): string | undefined {
  if (next !== undefined) return `${count} of ${total}; --cursor ${next} gives the next, --limit more.`;
  if ((total ?? 0) <= count && more?.limit === undefined) return undefined;
  return `the first ${count}${total === undefined ? '' : ` of ${total}`}; --limit gives more.`;
}

/** How lists say that there is more. */
interface Page {
  total?: number;
  next?: string;
  more?: { limit?: number };
}

/** The command is done and durable: what fails from here on is worth a word, and no reason to call it failed. */
async function maintain(store: Store, streams: Streams): Promise<void> {
  try {
    await store.maintain();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    store.appendDiagnostic(`cli, maintenance: ${reason}`);
    streams.err(`backlog: done; only looking after the store failed, which the next command tries again: ${reason}`);
  }
}

async function helpFor(given: readonly string[], streams: Streams): Promise<number> {
  const words = given.filter((word) => word !== '--help' && word !== '-h');
  const [noun] = words;
  if (noun === undefined) return say(streams, overview(version));
  if (noun === 'alias') return say(streams, ALIAS_HELP);
  if (noun === 'connect') return say(streams, (await import('./connect-words.ts')).connectHelp());
  if (noun === 'token') return say(streams, (await import('../web/server/token-words.ts')).TOKEN_HELP);
  if (noun === 'board') return say(streams, (await import('../web/server/board-words.ts')).BOARD_HELP);
  if (noun === 'mcp') return say(streams, (await import('../mcp/options.ts')).MCP_HELP);
  const found = resolveCommand(words);
  if (found) return say(streams, helpOf(found.command));
  return say(streams, nounHelp(noun) ?? unknownVerb(words));
}

function say(streams: Streams, text: string): number {
  streams.out(text);
  return 0;
}

/** `@FILE` is the content of a file, `-` that of standard input; `@@` begins a text that really starts with an at sign. */
async function readFiles(
  input: Record<string, string | boolean>,
  command: Command,
  streams: Streams,
): Promise<Record<string, unknown>> {
  const { shape } = command.input();
  const read = async (name: string, value: string | boolean) => {
    if (typeof value !== 'string' || LITERAL.has(name)) return value;
    if (value === '-') return streams.stdin();
    if (isPath(shape[name]!)) return value;
    if (isFile(shape[name]!)) return readNamed(name, value, streams);
    if (value.startsWith('@@')) return value.slice(1);
    return value.startsWith('@') ? readNamed(name, value.slice(1), streams) : value;
  };
  const entries = Object.entries(input).map(async ([name, value]) => [name, await read(name, value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Fields whose values may begin with @ for another reason: saved filters. */
const LITERAL = new Set(['filter']);

async function readNamed(name: string, path: string, streams: Streams): Promise<string> {
  try {
    return await readFile(resolve(streams.cwd, path), 'utf8');
  } catch (error) {
    return refuse('usage', `--${name}: cannot read ${path}`, {
      hint: 'Write @@ for a text that begins with an at sign.',
      cause: error,
    });
  }
}
