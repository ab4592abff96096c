import { statSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { lazyLoad } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { isActorId, parseSignature } from '../../domain/actor.ts';
import { usageHint } from '../../domain/calls/door.ts';
import { findWorkspace } from '../../store/workspace/find-workspace.ts';
import { foreignVariableLines, PER_REPOSITORY } from '../../work/workspace/foreign-variables.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import { sessionFolder } from '../session-folder.ts';
import { workingFolder } from '../working-folder.ts';
import { unknownClient } from './client.ts';
import type { Engine } from './engine.ts';
import { areToolsets, checkWords, fallbackText, isUnset, unknownText } from './offered.ts';
import { markAlive, removeOwnMark } from './own-mark.ts';
import { createListening } from './protocol/listen.ts';
import { stdioTransport } from './protocol/stdio.ts';
import { toolCalls } from './protocol/tool-calls.ts';
import { createServer, createUnderWay, notifierOf } from './server.ts';

interface McpOptions {
  toolsets?: string;
  /** The working folder. */
  cwd?: string;
  /** The author of changes: `ai:NAME`. */
  as?: string;
  /** The file of a queue in another program, which has no effect. */
  db?: string;
}

/** Words after `mcp` in other programs. */
const VERBS: ReadonlySet<string> = new Set(['serve', 'start', 'server']);

/** Reads the server's arguments. @throws Error with the problem */
function readOptions(words: readonly string[]): McpOptions {
  const { values } = parseArgs({
    args: [...(words[0] === 'mcp' ? words.slice(VERBS.has(words[1] ?? '') ? 2 : 1) : words)],
    options: { toolsets: { type: 'string' }, cwd: { type: 'string' }, as: { type: 'string' }, db: { type: 'string' } },
  });
  const { cwd, ...others } = values;
  // A client without an open folder passes the unchanged name of its variable, such as `$FOLDER`.
  const folder = cwd?.startsWith('$') ? undefined : cwd;
  if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--cwd: there is no folder "${folder}"`);
  return present({ ...others, cwd: folder });
}

/** Variables whose values become parts of holder paths. */
const IDS = ['CLAUDE_CODE_SESSION_ID', 'BACKLOG_RUN'] as const;

/** Maximum time in milliseconds for unfinished calls after the client has disconnected. Clients of the SDK end it after 2 s. */
const GRACE_MS = 1_500;

const { toolsets, cwd, as, db } = optionsOrExit();
if (cwd !== undefined) process.chdir(cwd);
const env = toolsets === undefined ? process.env : { ...process.env, BACKLOG_TOOLS: toolsets };
const client = unknownClient(withSoundIds(env, (message) => console.error(`backlog: ${message}`)));
console.log = console.info = console.debug = (...words: unknown[]) => client.warn(words.join(' '));

client.author = as === undefined ? undefined : parseSignature(as);
client.problem = withoutEffect();

markAlive(client.env);

let loaded: Engine | undefined;
/** Loads the commands only when they are needed; `initialize` doesn't need them. */
const engine = lazyLoad(async () => {
  const { createEngine } = await import('./engine.ts');
  loaded = createEngine(client, workingFolder());
  void loaded.prepare();
  return loaded;
});

const underWay = createUnderWay();
let leaving = false;
/**
 * Ends the server after unfinished calls, unless these take too long. The changes of all answered calls are already on
 * the disk.
 */
async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  await Promise.race([finish(), wait(GRACE_MS)]);
  process.exit(0);
}

async function finish(): Promise<void> {
  await underWay.settled();
  await nextTurn(); // The protocol writes the last response during this time.
  removeOwnMark(client.env);
  await loaded?.close();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
process.stdin.on('end', leave);
process.stdin.on('close', leave);
process.stdout.on('error', leave);
process.on('uncaughtException', (error) => {
  client.warn(error.stack ?? String(error));
  loaded?.note(`server: ${error.stack ?? String(error)}`);
});

let server: Server | undefined;
const listening = createListening(
  async () => (await engine()).resources,
  (uri) => server && notifierOf(server)(uri),
);
if (areToolsets(client.env.BACKLOG_TOOLS)) serve();
else void checkTools().then(serve);

function serve(): void {
  if (isUnset(client.env.BACKLOG_TOOLS)) client.isNew = !hasQueue();
  serveStdio(
    ({ era }) => {
      server = createServer({ client, placed: cwd !== undefined, engine, underWay, open: true }, era);
      // The first answer leaves before the engine loads, which blocks this process for a while.
      if (era === 'modern') setImmediate(() => void engine());
      return server;
    },
    {
      transport: stdioTransport({
        aside: toolCalls((...call) => underWay.add(engine().then((ready) => ready.call(...call))), client),
        seen: listening.read,
      }),
      onerror: ({ message }) => client.warn(message),
    },
  );
}

/** Returns the message about options and variables of other programs, which have no effect. */
function withoutEffect(): string | undefined {
  const lines = [
    ...(as === undefined || client.author?.kind === 'ai' ? [] : [`--as ${as} has no effect: expected ai:NAME.`]),
    ...(db === undefined
      ? []
      : [`--db ${db} has no effect: ${PER_REPOSITORY}. \`backlog import ${db}\` reads the file.`]),
    ...foreignVariableLines(client.env, hasQueue),
  ];
  for (const line of lines) client.warn(line);
  return lines.length === 0 ? undefined : lines.join(' ');
}

/** Checks whether the session's folder has a queue, as far as it is known before the first request. One that can't be read counts: a call then explains the reason. */
function hasQueue(): boolean {
  try {
    const started = workingFolder();
    const cwd = sessionFolder([client.env.CLAUDE_PROJECT_DIR, started], client.env) ?? started;
    return findWorkspace({ cwd, env: client.env, home: homeFolder() }).exists;
  } catch {
    return true;
  }
}

/**
 * Checks the value of BACKLOG_TOOLS. Ends with a usage error if `--toolsets` has no known word. Loads the commands, so
 * it is called only for a word that is no toolset.
 */
async function checkTools(): Promise<void> {
  const setting = client.env.BACKLOG_TOOLS;
  const { isTool } = await import('./tools.ts');
  const checked = checkWords(setting, isTool);
  if (toolsets !== undefined && !checked.hasKnown) exitWith(unknownText(checked, '--toolsets') ?? '');
  const problem = fallbackText(checked);
  if (problem !== undefined) client.warn(problem);
  client.problem = [client.problem, problem].filter(Boolean).join(' ') || undefined;
  client.env = { ...client.env, BACKLOG_TOOLS: checked.words.join(',') };
}

function optionsOrExit(): McpOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    return exitWith((error as Error).message);
  }
}

function exitWith(problem: string): never {
  console.error(`backlog mcp: ${problem}\n${usageHint('mcp')}`);
  return process.exit(2);
}

/**
 * Returns the environment without invalid ids. For example, a server with the id `s1/evil` could use the claims of the
 * session s1.
 */
function withSoundIds(env: NodeJS.ProcessEnv, warn: (message: string) => void): NodeJS.ProcessEnv {
  const bad = IDS.filter((name) => env[name] !== undefined && !isActorId(env[name]));
  for (const name of bad)
    warn(`${name}: expected an id of letters, digits and . _ -, received ${JSON.stringify(env[name])}; it is ignored`);
  return { ...env, ...Object.fromEntries(bad.map((name) => [name, undefined])) };
}
