import { version } from '../../../base/version.ts';
import { commandLineOf, parseInput } from '../../../commands/parse.ts';
import { usageHint } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { harmless, jsonText } from '../../../text/safe.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import type { TokenQueue } from '../../../work/people/tokens.ts';
import { terminalCaller } from '../caller.ts';
import type { Program, Streams } from '../io.ts';
import { chooseQueue } from '../queues/chosen-queue.ts';
import { screenOf } from '../terminal/colour.ts';
import { answered, runFitted } from '../terminal/pager.ts';
import type { ParsedArgs } from '../words/plain/parsed-args.ts';
import { type Answer, flagsOf, type MachineCall, type MachineCommand } from './row.ts';
import type { CallOf, MachineRow } from './table.ts';

type Acts = { [Name in MachineRow['name']]: (call: CallOf<Name>) => Answer | Promise<Answer> };

const queues = () => import('../queues/queue-command.ts');
const stores = () => import('../queues/store-command.ts');
const roles = () => import('../queues/store-role.ts');
const tokens = () => import('../../../web/server/login/token.ts');
const profiles = () => import('../queues/profiles.ts');
const aliases = () => import('../words/aliases.ts');

/** Loads the answers to MCP clients for a server of the board. */
const mcp = async () => (await import('../../mcp/http.ts')).answerMcp;

/** Shows the history instead of the lines for programs. */
async function shownAudit({ streams, program }: CallOf<'audit'>): Promise<Answer> {
  streams.err(
    'backlog: shown as by `backlog history --limit 0`. A pipe or a file gets the lines for programs: `backlog audit --help`',
  );
  return program(['history', '--limit', '0'], streams);
}

/** What each command of the machine does. Its modules load on demand. */
const ACTS: Acts = {
  board: async ({ input, flags, streams }) =>
    (await import('../../../web/server/start/board.ts')).boardCommand(
      { ...input, json: flags.json },
      { ...streams, mcp },
    ),
  board_tty: async ({ said, flags, streams }) => (await import('../board/tty-board.ts')).ttyBoard(said, flags, streams),
  demo: async ({ input, flags, streams, program }) =>
    (await import('../demo/play.ts')).playDemo({ ...input, json: flags.json }, streams, program),
  connect: async (call) => (await import('../connect/connect.ts')).connect(call),
  // The same line as of dist/statusline.cjs, which bin/backlog starts directly.
  statusline: async ({ input: { width, with: first }, flags: { json }, streams }) =>
    (await import('../../statusline/command.ts')).statusLineCommand({ json, first, width }, streams),
  skill: async ({ input: { name }, streams }) => (await import('../skill-state.ts')).skillState(name, streams),
  // The same server as in dist/server.cjs, which bin/backlog starts directly. The server keeps running after this
  // returns.
  async mcp({ said, flags: { cwd } }) {
    const words = [...flagsOf(said), ...(cwd === undefined ? [] : ['--cwd', cwd])];
    process.argv.splice(2, Number.POSITIVE_INFINITY, 'mcp', ...words);
    await import('../../mcp/serve.ts');
    return 0;
  },
  async serve(call) {
    const { input, said, line, flags, streams, caller } = call;
    const inStep = async () => (await import('../queues/serve-once.ts')).serveOnce(call);
    return (await import('../../../web/server/start/serve-command.ts')).serveCommand(
      { ...input, line, json: flags.json, passed: flagsOf({ ...said, replace: false }), inStep },
      { ...streams, mcp },
      caller,
    );
  },
  // On a screen, a person reads the same changes as lines of a table.
  audit: async (call) =>
    screenOf(call.streams) && !call.flags.json && Object.keys(call.said).length === 0
      ? shownAudit(call)
      : (await import('../queues/audit.ts')).auditCommand(call),
  schema: async ({ input }) => (await import('../schemas.ts')).schemaCommand(input.name),
  completion: async ({ input: { shell, name } }) => (await import('../completion-script.ts')).SCRIPTS[shell](name),
  // `help runs` shows the group, and `runs --help` the command.
  help: async ({ input: { words, all }, streams }) => {
    const { fittedHelp } = await import('../help/help-on.ts');
    const said = words.split(' ').filter(Boolean);
    return fittedHelp(all && said.length === 0 ? ['all'] : said, streams, { groups: true });
  },
  words: async ({ input: { words } }) => {
    const { wordsAnswer } = await import('../help/words-answer.ts');
    const { rows, text } = wordsAnswer(words);
    return { json: { rows }, text };
  },
  version: ({ flags }) => (flags.json ? { json: { version }, text: version } : version),
  token_list: async ({ input, line, streams, caller }) =>
    (await tokens()).listTokens(input, { ...streams, line, callerOf: caller }),
  token_add: async ({ input, line, streams, caller }) =>
    (await tokens()).addToken(input, { ...streams, line, callerOf: caller }),
  token_remove: async ({ input, line, streams, caller }) =>
    (await tokens()).removeToken(input, { ...streams, line, callerOf: caller }),
  profile_list: async ({ streams: { env } }) => (await profiles()).listProfiles(env),
  profile_add: async ({ input, streams: { env } }) => (await profiles()).addProfile(input, env),
  profile_remove: async ({ input, streams: { env } }) => (await profiles()).removeProfile(input.name, env),
  alias_list: async ({ streams: { env } }) => (await aliases()).listAliases(env),
  alias_set: async ({ input, streams: { env } }) => (await aliases()).setAlias(input, env),
  alias_unset: async ({ input, streams: { env } }) => (await aliases()).unsetAlias(input.name, env),
  queue_list: async (call) => (await queues()).listedQueues(call),
  queue_rename: async (call) => (await queues()).rename(call),
  queue_remove: async (call) => (await queues()).remove(call),
  queue_restore: async (call) => (await queues()).restore(call),
  queue_link: async (call) => (await queues()).link(call),
  store_init: async (call) => (await stores()).initStore(call),
  store_move: async (call) => (await stores()).runStoreMove(call),
  store_trust: async (call) => (await stores()).trust(call),
  store_role_list: async ({ streams }) => (await roles()).storeRole('list', {}, streams),
  store_role_add: async ({ input, streams }) => (await roles()).storeRole('add', input, streams),
  store_role_remove: async ({ input, streams }) => (await roles()).storeRole('remove', input, streams),
  store_role_off: async ({ streams }) => (await roles()).storeRole('off', {}, streams),
};

/**
 * Runs a command of the machine. It can run further command lines of the program.
 * @returns the exit code
 * @throws BacklogError `usage` for a wrong input, `forbidden` for a caller who isn't a person
 */
export async function runMachine(
  command: MachineCommand,
  { input: said, flags }: ParsedArgs,
  { streams: given, program }: { streams: Streams; program: Program },
): Promise<number> {
  const input = checkedInput(command, said);
  const byDefault = command.place === 'profile';
  const { cwd, env, as } = command.place ? await chooseQueue(flags, given, { byDefault }) : { ...given, as: flags.as };
  const streams = { ...given, cwd, env };
  const caller = (queue?: TokenQueue) => terminalCaller({ ...streams, as, queue });
  const { personAct, effect } = command.access;
  const line = commandLineOf(command, said);
  if (personAct) checkIsPerson(caller(), personAct, line);
  const act = ACTS[command.name as keyof Acts] as (call: MachineCall) => Answer | Promise<Answer>;
  const answer = async (to: Streams) =>
    printed(await act({ input, said, line, flags, streams: to, program, caller }), to, flags);
  const noPager = flags.no_pager ?? false;
  if (command.verbatim) return answered(await answer(streams), streams, noPager);
  return runFitted(answer, streams, { reads: effect === 'read', json: flags.json, noPager });
}

/** Returns the text of an answer to print, or the exit code. */
function printed(answer: Answer, { err }: Streams, { json }: ParsedArgs['flags']): string | number {
  if (typeof answer !== 'object') return answer;
  if (answer.declined) {
    err(answer.text);
    return 1;
  }
  return json ? jsonText(answer.json) : answer.painted ? answer.text : harmless(answer.text);
}

/** @throws BacklogError `usage`, with the help of the command */
function checkedInput(command: MachineCommand, said: ParsedArgs['input']): Record<string, unknown> {
  try {
    return parseInput(command, said);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const hint = usageHint(command.name);
    throw new BacklogError(error.code, error.message, { hint, ...(error.data && { data: error.data }) });
  }
}
