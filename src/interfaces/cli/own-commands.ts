import { ownProperty } from '../../base/own-property.ts';
import { version } from '../../base/version.ts';
import { checkIsPerson } from '../../work/people/person-acts.ts';
import { terminalCaller } from './caller.ts';
import { colourMode } from './colour.ts';
import { complete } from './complete.ts';
import { COMPLETION_HELP, completionScript } from './completion-script.ts';
import { commandHelp } from './help/command-help.ts';
import { fitted } from './help/fitted.ts';
import { everyCommand, groupHelp, nounHelp, overview, purposeHelp } from './help/overview.ts';
import { topicNamed } from './help/topics.ts';
import { type Program, print, type Streams } from './io.ts';
import { answered, runFitted } from './pager.ts';
import { chooseQueue } from './queues/chosen-queue.ts';
import { ALIAS_HELP, aliasText, checkNoShort } from './words/aliases.ts';
import { GLOBAL_ROWS, type GlobalName, leadingFlags, plainWords, takenOut, withoutLast } from './words/global-flags.ts';
import { type OwnWord, ownWord } from './words/own-words.ts';
import { resolveCommand } from './words/resolve.ts';
import { respelledOnly } from './words/respell.ts';
import { unknownVerb } from './words/unknown.ts';

/** The words of a call: the words after the program's own word, and all words. */
interface Said {
  words: readonly string[];
  given: readonly string[];
  streams: Streams;
  program: Program;
  /** The author of the chosen profile. */
  as?: string | undefined;
}

/** An action that isn't in the table of commands, such as `help`. @returns a text to print, or an exit code */
interface Act {
  run(said: Said): string | number | Promise<string | number>;
  help(): string | Promise<string>;
  /** The global flags that the action reads itself. The caller reads all others. */
  ownFlags?: readonly GlobalName[];
  /** Whether BACKLOG_PROFILE counts, as for the commands of the table. */
  usesProfile?: boolean;
  /** Checks whether the words only read. Its answers are lines, which are fitted to the terminal. */
  reads?(words: readonly string[]): boolean;
}

const lists = ([verb = 'list']: readonly string[]): boolean => verb === 'list';

/** Loads the answers to MCP clients for a server of the board. */
const loadMcp = async () => (await import('../mcp/http.ts')).answerMcp;

const ACTS: Readonly<Record<OwnWord, Act>> = {
  connect: {
    run: async ({ words, streams }) =>
      (await import('./connect/connect.ts')).connect(words, streams, (as, command) =>
        checkIsPerson(terminalCaller({ ...streams, as }), 'clients', command),
      ),
    help: async () => (await import('./connect/connect-words.ts')).connectHelp(),
    ownFlags: ['cwd'],
    reads: ([client]) => client === undefined,
  },
  token: {
    // `--as` before the word `token` is the caller's, as in all commands; behind `add`, it is the author of the token.
    run: async ({ words, given, streams, as: ofProfile }) => {
      const { values } = takenOut(leadingFlags(given).flags, ['as']);
      const left = values.as === undefined ? words : withoutLast(words, 'as');
      return (await import('../../web/server/login/token.ts')).tokenCommand(left, streams, (queue, own) =>
        terminalCaller({ ...streams, queue, as: own ?? values.as ?? ofProfile }),
      );
    },
    help: async () => (await import('../../web/server/login/token-words.ts')).TOKEN_HELP,
    ownFlags: [],
    usesProfile: true,
    reads: lists,
  },
  board: {
    run: async ({ words, streams }) =>
      (await import('../../web/server/start/board.ts')).boardCommand(words, { ...streams, mcp: loadMcp }, () =>
        checkIsPerson(terminalCaller(streams), 'board', 'board'),
      ),
    help: async () => (await import('../../web/server/start/board-words.ts')).BOARD_HELP,
    ownFlags: [],
  },
  demo: {
    run: async ({ words, streams, program }) => (await import('./demo/play.ts')).playDemo(words, streams, program),
    help: async () => (await import('./demo/demo-words.ts')).DEMO_HELP,
    ownFlags: ['cwd', 'queue', 'profile', 'color'],
  },
  serve: {
    run: async ({ words, streams }) =>
      (await import('../../web/server/start/serve-command.ts')).serveCommand(
        words,
        { ...streams, mcp: loadMcp },
        (act, command) => checkIsPerson(terminalCaller(streams), act, command),
      ),
    help: async () => (await import('../../web/server/start/serve-words.ts')).SERVE_HELP,
    ownFlags: [],
  },
  statusline: {
    // The same line as of dist/statusline.cjs, which bin/backlog starts directly.
    run: async ({ words, streams }) => (await import('../statusline/command.ts')).statusLineCommand(words, streams),
    help: async () => (await import('../statusline/status-line-words.ts')).STATUSLINE_HELP,
    ownFlags: [],
  },
  mcp: {
    // The same server as in dist/server.cjs, which bin/backlog starts directly. The server keeps running after this
    // returns.
    run: async () => {
      await import('../mcp/serve.ts');
      return 0;
    },
    help: async () => (await import('../mcp/options.ts')).MCP_HELP,
    ownFlags: ['cwd'],
  },
  audit: {
    run: async ({ words, streams }) => (await import('./queues/audit.ts')).auditCommand(words, streams),
    help: async () => (await import('./queues/audit.ts')).AUDIT_HELP,
    ownFlags: [],
    usesProfile: true,
  },
  queue: {
    run: async ({ words, streams }) => (await import('./queues/queue-command.ts')).queueCommand(words, streams),
    help: async () => (await import('./queues/queue-words.ts')).QUEUE_HELP,
    ownFlags: [],
    reads: (words) => lists(words) || (words[0] === 'restore' && words.length === 1),
  },
  store: {
    run: async ({ words, streams }) => (await import('./queues/store-command.ts')).storeCommand(words, streams),
    help: async () => (await import('./queues/store-words.ts')).STORE_HELP,
    ownFlags: [],
    usesProfile: true,
    reads: ([verb]) => verb === 'trust',
  },
  profile: {
    run: async ({ words, streams }) =>
      (await import('./queues/profiles.ts')).profileCommand(words, streams.env, (command) =>
        checkIsPerson(terminalCaller(streams), 'profiles', command),
      ),
    help: async () => (await import('./queues/profiles.ts')).PROFILE_HELP,
    ownFlags: ['queue'],
    reads: lists,
  },
  schema: {
    run: async ({ words }) => (await import('./schemas.ts')).schemaCommand(words),
    help: async () => (await import('./schemas.ts')).SCHEMA_HELP,
    ownFlags: [],
  },
  completion: { run: ({ words }) => completionScript(words[0], words[1]), help: () => COMPLETION_HELP },
  alias: {
    run: ({ given, streams }) => aliasText(leadingFlags(given), streams),
    help: () => ALIAS_HELP,
    ownFlags: ['cwd', 'color'],
    reads: lists,
  },
  help: {
    // `help runs` shows the group, and `runs --help` the command.
    run: async ({ given, words, streams }) =>
      fitted(
        (words.length === 1 ? groupHelp(words[0]!) : undefined) ??
          (await helpOn(given.includes('--all') && words.length === 0 ? ['all'] : words)),
        streams.size().columns,
      ),
    help: () => overview(version),
  },
  version: { run: () => version, help: () => overview(version) },
};

/** Flags with the same meaning as one of the program's own words. */
const FLAGS: Readonly<Record<string, OwnWord>> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '-v': 'version',
  '-V': 'version',
};

/**
 * Runs the action of one of the program's own words. An action can run further command lines of the program.
 * @returns the action's exit code; undefined if the first word is another one
 */
export async function ownAct(
  words: readonly string[],
  given: readonly string[],
  streams: Streams,
  program: Program,
): Promise<number | undefined> {
  const [first = '', ...behind] = words;
  if (first === '__complete')
    return print(await complete(behind[0] === '--' ? behind.slice(1) : behind, streams), streams);
  // It shows one queue, so it reads its words as a command of the table does.
  if (first === 'board' && behind.includes('--tty') && !asksHelp(behind))
    return (await import('./board/tty-board.ts')).ttyBoard(
      behind.filter((word) => word !== '--tty'),
      streams,
    );
  const act = actOf(ownProperty(FLAGS, first) ?? first);
  const noPager = given.includes('--no-pager');
  const printHelp = (text: string) => answered(fitted(text, streams.size().columns), streams, noPager);
  if (!act) return asksHelp(words) ? printHelp(await helpOn(words)) : undefined;
  // Words of an alias are of the line that it means.
  if (asksHelp(first === 'alias' ? leadingFlags(given).rest : behind)) return printHelp(await act.help());
  if (!act.ownFlags) {
    const words = plainWords(behind);
    checkNoShort(words);
    return answered(await act.run({ words, given, streams, program }), streams, noPager);
  }
  const said = { given, program, ...(await surroundings(behind, act, streams)) };
  if (!act.reads) return answered(await act.run(said), streams, noPager);
  const printing = { reads: act.reads(plainWords(said.words)), json: given.includes('--json'), noPager };
  return runFitted((fitted) => act.run({ ...said, streams: fitted }), said.streams, printing);
}

/**
 * Reads the flags that name a queue, and --color, for an action that doesn't read them itself. Such an action's output
 * has no colours.
 */
async function surroundings(
  words: readonly string[],
  { ownFlags: own = [], usesProfile = false }: Pick<Act, 'ownFlags' | 'usesProfile'>,
  streams: Streams,
): Promise<Pick<Said, 'words' | 'streams' | 'as'>> {
  const others = (['cwd', 'queue', 'profile', 'color', 'no_pager'] as const).filter((name) => !own.includes(name));
  const { words: left, values } = takenOut(words, others);
  if (values.color !== undefined) colourMode(values.color);
  const { cwd, env, as } = await chooseQueue(values, streams, { byDefault: usesProfile });
  return { words: left, streams: { ...streams, cwd, env }, as };
}

/**
 * Formats the help for a command, for the verbs of a noun, or for the whole program.
 * @throws BacklogError `usage` for unknown words
 */
export async function helpOn(given: readonly string[]): Promise<string> {
  const words = plainWords(given);
  const [noun] = words;
  if (noun === undefined) return given.includes('--all') ? everyCommand() : overview(version);
  if (noun === 'all') return everyCommand();
  const page = topicNamed(noun) ?? actOf(noun);
  if (page) return 'text' in page ? page.text() : page.help();
  const found = resolveCommand(words) ?? resolveCommand(respelledOnly(words));
  return found ? commandHelp(found.command) : (nounHelp(noun) ?? purposeHelp(noun) ?? unknownVerb(words));
}

const HELP = GLOBAL_ROWS.flatMap(([name, { short }]) => (name === 'help' ? [`--${name}`, `-${short}`] : []));

/** Checks whether the words request help. Words after `--` are plain text, so they don't count. */
function asksHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).some((word) => HELP.includes(word));
}

function actOf(word: string): Act | undefined {
  const own = ownWord(word);
  return own && ACTS[own];
}
