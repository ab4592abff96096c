import { present } from '../base/present.ts';
import { typedCall } from '../domain/calls/call.ts';
import { BacklogError } from '../domain/errors.ts';
import { namedRun, namedRuns } from '../runs/named-run.ts';
import { type Cause, causesFor, deliver, upkeep } from '../scheduler/upkeep.ts';
import { realPath } from '../store/index.ts';
import { anyArchived } from '../work/archive/is-archived.ts';
import { loadArchive } from '../work/archive/load-archive.ts';
import { checkPerson, PERSON_ACTS, refusedAct } from '../work/people/person-acts.ts';
import { checkRight, type Right } from '../work/people/rights.ts';
import { checkQueueToken } from '../work/people/tokens.ts';
import { type ExpectedQueue, expectedQueue, mustJoin, otherQueue } from '../work/repo/expected-queue.ts';
import type { Caller, Context } from '../work/workspace/context.ts';
import { homeFolder } from '../work/workspace/home.ts';
import type { Opened } from '../work/workspace/open.ts';
import { type Command, isReadOnly } from './command.ts';
import { allowPaths, parseInput, refuseDots } from './parse.ts';

export interface Executed {
  command: Command;
  context: Context;
  input: Record<string, unknown>;
  output: unknown;
  /** The queue that belongs here, if the folder has none. */
  expected?: ExpectedQueue;
}

export interface ExecuteOptions {
  /**
   * Runs automatic jobs that are due before the command. A process for one command runs all of them. A server runs only
   * the part that `keepUp` selects.
   */
  keep?(context: Context, causes: readonly Cause[]): Promise<void>;
  /** Runs an additional check of the interface just before the command. */
  check?(context: Context, input: Record<string, unknown>): void;
  /** Returns the context for the command: the given one, or one that adds to it. */
  around?(context: Context): Context;
}

/**
 * Runs one command for every interface. Parses the input, refreshes the store, checks the right of the caller's token,
 * runs due automatic jobs, checks the caller's permission, and calls `run`.
 * @param caller the caller, or a function that returns the caller from the refreshed store
 * @throws BacklogError of the parser, of a check or of the command
 */
export async function execute(
  workspace: Opened,
  caller: Caller | (() => Caller),
  command: Command,
  raw: unknown,
  { keep = upkeep, check, around }: ExecuteOptions = {},
): Promise<Executed> {
  refuseDots(raw);
  const parsed = parseInput(command, raw);
  await workspace.ready();
  const context = workspace.context(typeof caller === 'function' ? caller() : caller);
  checkQueueToken(context.caller, context.store.state, context.clock.now);
  checkTokenRight(context.caller, command);
  const { toleratesDamage, effect } = command.access;
  // A queue with damage at its end can be read, but no job may write to it.
  if (!toleratesDamage && context.store.tail === null) await keep(context, causesFor({ reads: effect === 'read' }));
  // A run that doesn't exist is refused before any right to decide about it.
  const input = await orTell(context, () => withRuns(context, command, parsed));
  checkForPeople(context, command, input);
  allowPaths(command, input, context);
  check?.(context, input);
  const isSure = context.store.exists || toleratesDamage;
  const expected = isSure ? undefined : await expectedQueue(context.workspace()).catch(orNone(effect === 'read'));
  // A named queue is the only one. Without one, a person decides to begin a second queue.
  if (expected && effect !== 'read' && (mustJoin(expected) || context.caller.actor.kind !== 'human'))
    throw otherQueue(expected);
  if (!context.store.exists && effect !== 'read') refuseHomeToAgents(context);
  if (expected) context.expected = expected;
  const within = around?.(context) ?? context;
  const { seq } = context.store.state;
  const output = await orTell(within, async () => command.run(within, input)).catch((error: unknown) => {
    throw withWholeLine(error, command, input);
  });
  if (context.store.state.seq !== seq) await deliverNow(context);
  return { command, context, input, output, ...present({ expected }) };
}

/** Lets a read go on if a config file that may name a queue can't be read. A write could begin another queue. */
const orNone = (reads: boolean) => (error: unknown) => {
  if (reads) return undefined;
  throw error;
};

/** Refuses that an agent begins a queue in the home folder, as in a repository of its settings. @throws BacklogError `forbidden` */
function refuseHomeToAgents({ caller, workspace }: Context): void {
  const { root, foundBy } = workspace();
  if (caller.actor.kind === 'human' || foundBy !== 'git' || root !== realPath(homeFolder())) return;
  throw new BacklogError('forbidden', `an agent can't begin a queue in the home folder ${root}`, {
    hint: 'Start the session in the folder of a project. A person can begin a queue here: `backlog init`',
  });
}

/** Has the events of a command delivered. The command is done, so a failure is only noted; the next one tries again. */
async function deliverNow(context: Context): Promise<void> {
  try {
    await deliver(context);
  } catch (error) {
    context.store.appendDiagnostic(`webhooks: ${String(error)}`);
  }
}

/** Runs a step of a command. Replaces an error about a missing task if the task is archived. */
async function orTell<Result>(context: Context, step: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof BacklogError) || !anyArchived(context.store)) throw error;
    const { archivedError } = await loadArchive();
    throw await archivedError(context, error);
  }
}

/**
 * Replaces the names of runs in a command's input by their ids. All interfaces do it here, so that a number is a task in
 * each of them.
 * @throws BacklogError if a name is that of no run, or of several
 */
function withRuns(
  context: Context,
  { name, input }: Pick<Command, 'name' | 'input'>,
  parsed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { run, runs, verb } = parsed;
  const { shape } = input();
  const command = name === 'run_control' ? `run_${verb}` : name;
  return {
    ...parsed,
    ...('run' in shape && typeof run === 'string' ? { run: namedRun(context, run, command) } : {}),
    ...('runs' in shape && Array.isArray(runs) ? { runs: namedRuns(context, runs, command) } : {}),
  };
}

type Typed = Pick<Command, 'name' | 'cli' | 'input'>;
type Input = Readonly<Record<string, unknown>>;

/**
 * Refuses a command for people if the caller isn't a person.
 * @throws BacklogError `forbidden` with the command line that a person can type
 */
export function checkForPeople(
  context: Pick<Context, 'store' | 'caller'>,
  command: Typed & Pick<Command, 'access'>,
  input: Input,
): void {
  const { personAct } = command.access;
  if (personAct) checkPerson(context, personAct, typedLine(command, input));
}

/**
 * Completes the refusal of an act for people that a command found by itself: the line for a person gets all arguments of
 * the call. Returns other errors as they are.
 */
function withWholeLine(error: unknown, command: Typed, input: Input): unknown {
  if (!(error instanceof BacklogError) || refusedAct(error) === undefined) return error;
  const { code, message, hint = '', data } = error;
  const line = `\`backlog ${typedLine(command, input)}\``;
  return new BacklogError(code, message, { hint: hint.replace(/`backlog [^`]*`/, () => line), ...present({ data }) });
}

/** Returns a call as a person types it after `backlog`. A tool with several verbs is the command of its verb. */
function typedLine(command: Typed, { verb, ...input }: Input): string {
  const { name, cli: { positional = [] } = {} } = command;
  const ordered = name === 'run_control' ? ['run', 'note'] : positional;
  const lists = new Map(ordered.map((field) => [field, listIn(command, field, input[field])]));
  const first = ordered.filter((field) => lists.get(field)?.every(isPlainWord) ?? true);
  const given = Object.entries(input)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([field, value]) => [field, value === true ? value : shown(value)] as const);
  const words = first
    .flatMap((field) => given.filter(([one]) => one === field))
    .flatMap(
      ([field, value]) => lists.get(field)?.map((one, at) => [`${field}.${at}`, one]) ?? [[field, String(value)]],
    );
  const call = {
    command: verb === undefined ? name : `${name.replace('_control', '')}_${verb}`,
    words: Object.fromEntries(words),
    flags: Object.fromEntries(given.filter(([field]) => !first.includes(field))),
  };
  return typedCall(call);
}

/** Returns the elements of a list, which the command line gives as JSON text; undefined for others and a long list. */
function listIn({ input }: Typed, field: string, value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return shown(value) === DOTS ? undefined : value;
  if (typeof value !== 'string' || !value.startsWith('[') || shown(value) === DOTS) return undefined;
  const { data } = input().shape[field]?.safeParse(value) ?? {};
  return Array.isArray(data) ? data : undefined;
}

/** Checks whether an element of a list can be typed as a word of its own, such as an id or a path. */
const isPlainWord = (one: unknown) => typeof one === 'string' && /^(?!-)[\w./:@%+=-]+$/.test(one);

/** Longest argument in a line of a refusal. */
const LONGEST = 200;
const DOTS = '…';

/** Returns an argument as text. A long one, or one that would end the line, becomes dots. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST || /[`\n\r]/.test(text) ? DOTS : text;
}

/** Refuses a command to a token without the command's right. @throws BacklogError `forbidden` */
function checkTokenRight(
  { rights, proxied }: Pick<Caller, 'rights' | 'proxied'>,
  command: Pick<Command, 'access' | 'input'>,
): void {
  if (rights) checkRight(rights, rightFor(command), proxied);
}

function rightFor(command: Pick<Command, 'access' | 'input'>): Right {
  const { right, personAct } = command.access;
  if (right) return right;
  const ofAct = personAct && (PERSON_ACTS[personAct] as { right?: Right }).right;
  return ofAct ?? (isReadOnly(command) ? 'read' : 'write');
}
