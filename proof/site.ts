import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RawServer, startServer } from '../test/support/raw-server.ts';
import { createPlayer, type Player } from './player.ts';
import { newQueue } from './queue.ts';
import type { Tools } from './tools.ts';

/** The server under test, and its tools. */
export interface Subject {
  /** Command that starts the server, which speaks MCP over standard input and output. */
  command: readonly string[];
  tools: Tools;
  /** Environment in addition to PATH and HOME. `{project}` and `{home}` are replaced by the experiment's folders. */
  env: Readonly<Record<string, string>>;
  /** Command that prepares the project, if the server needs one. */
  setup?: readonly string[];
  /** Address of a server. Each experiment gets a new queue there, instead of one on the disk. */
  store?: string;
}

/** Variables by which the servers of queues know the caller. */
const KEYS = /^(AWS_|PG)/;

/** A git repository with its own home folder, and the servers that run there. */
export interface Site {
  enter(): Promise<Player>;
  /** Ends every server and removes the folders. */
  clear(): Promise<void>;
}

export async function makeSite({ command, tools, env, setup, store }: Subject): Promise<Site> {
  const queue = store === undefined ? undefined : await newQueue(store);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backlog-proof-')));
  const [project, home] = [join(folder, 'project'), join(folder, 'home')];
  for (const made of [project, home]) mkdirSync(made);
  execFileSync('git', ['init', '-q', project], { env: { PATH: process.env.PATH, HOME: home } });
  const fillIn = (value: string) => value.replaceAll('{project}', project).replaceAll('{home}', home);
  const filled = Object.fromEntries(
    Object.entries({ HOME: home, ...(queue ? { ...keys(), BACKLOG_STORE: queue.address } : {}), ...env }).map(
      ([name, value]) => [name, fillIn(value)],
    ),
  );
  const [program, ...words] = setup ?? [];
  if (program)
    execFileSync(program, words, { cwd: project, env: { PATH: process.env.PATH, ...filled }, stdio: 'ignore' });
  const servers: RawServer[] = [];
  return {
    async enter() {
      const server = startServer({ server: command, cwd: project, env: filled });
      servers.push(server);
      await server.initialize();
      return createPlayer(server, tools, await offered(server));
    },
    async clear() {
      for (const server of servers) server.end('SIGKILL');
      await Promise.all(servers.map(({ ended }) => ended.catch(() => undefined)));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      await queue?.clear();
    },
  };
}

function keys(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (KEYS.test(name) && value ? [[name, value]] : [])),
  );
}

async function offered(server: RawServer): Promise<Set<string>> {
  const names = new Set<string>();
  let cursor: unknown;
  do {
    const page = await server.request('tools/list', cursor ? { cursor } : {});
    for (const { name } of page.tools as { name: string }[]) names.add(name);
    cursor = page.nextCursor;
  } while (cursor);
  return names;
}
