import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { onTestFinished } from 'vitest';
import type { BacklogError } from '../../src/domain/errors.ts';
import { decideCommit, uncheckedText } from '../../src/interfaces/git-hook/check.ts';
import { answer } from '../../src/interfaces/hooks/answer-event.ts';
import type { ServerSide } from '../../src/interfaces/hooks/host.ts';
import { createMemory } from '../../src/interfaces/hooks/memory.ts';
import { statusLineText } from '../../src/interfaces/statusline/status-line.ts';
import { scheduleLoop } from '../../src/scheduler/loop/loop.ts';
import { markUsed, noteQueue, putMarker } from '../../src/store/index.ts';
import { errorText } from '../../src/text/error.ts';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { said } from '../interfaces/cli/line.ts';
import { connectInside } from '../interfaces/mcp/connect.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { logIn } from '../web/served.ts';
import { fillStore } from './filled.ts';

/** A repository of a person, with a filled store. */
export interface Site {
  folder: string;
  project: string;
  home: string;
  /** The store's folder. */
  dir: string;
  /** The git folder with the marker. */
  common: string;
  older: string;
  env: Readonly<Record<string, string>>;
  /** The lines of all changes. */
  lines: ReadonlySet<string>;
}

export const UUID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

export async function damageSite(options: { checkpoint?: boolean } = {}): Promise<Site> {
  const folder = tempFolder('damage');
  const project = join(folder, 'project');
  const home = join(folder, 'home');
  mkdirSync(project);
  mkdirSync(join(home, 'backlog'), { recursive: true });
  git(project, 'init', '--quiet', '--initial-branch=main');
  const common = join(project, '.git');
  const dir = join(home, 'backlog/workspaces', UUID);
  const { older, living, behind, early } = await fillStore(dir, { ...options, recorded: { common, folder: project } });
  for (const store of [living, behind, early]) await store.close();
  putMarker(common, { workspace: UUID });
  noteQueue(common, dir);
  markUsed(common, dir);
  const env = { HOME: home, BACKLOG_HOME: join(home, 'backlog'), TZ: 'UTC', USER: 'ada' };
  const files = [...contents(dir)].filter(([path]) => /^(log|history)\//.test(path));
  const lines = new Set(files.flatMap(([, text]) => text.split('\n')).filter(Boolean));
  return { folder, project, home, dir, common, older, env, lines };
}

/** What a door said: its exit code, or 0 and 1 at a door that has none, and its text. */
export interface Heard {
  code: number;
  text: string;
}

export type Door = (site: Site) => Promise<Heard>;

const line =
  (...words: readonly string[]): Door =>
  async ({ project, env }) => {
    const { code, out, err } = await said(words, { cwd: project, env, isTerminal: true });
    return { code, text: `${out}${err && `\n${err}`}` };
  };

const tool =
  (name: string, args: Record<string, unknown> = {}): Door =>
  async (site) => {
    const server = await connectInside({ project: site.project, home: site.home });
    const { text, isError } = await server.call(name, args);
    return { code: isError ? 1 : 0, text };
  };

const request =
  (command: string, input?: object): Door =>
  async ({ env, project, dir }) => {
    const failures: unknown[] = [];
    const board = await startBoard({ env, cwd: project, port: 0, failed: (error) => void failures.push(error) });
    try {
      const shown = await logIn(board.link());
      const uuid = dir.split('/').at(-1);
      const response = await fetch(`http://127.0.0.1:${board.port}/api/v1/${uuid}/${command}`, {
        method: input ? 'POST' : 'GET',
        headers: { ...shown, connection: 'close', 'content-type': 'application/json', 'x-backlog': '1' },
        ...(input && { body: JSON.stringify(input) }),
      });
      const damage = decodeURIComponent(response.headers.get('backlog-damage') ?? '');
      return { code: response.ok ? 0 : 1, text: `${response.status} ${damage} ${await response.text()}` };
    } finally {
      await board.close();
    }
  };

const hook =
  (event: string, more: object = {}): Door =>
  async ({ project, env }) => {
    const payload = { session_id: `s-${Math.floor(Number(process.hrtime.bigint()))}`, cwd: project, ...more };
    const host = { env, now: Date.now, client: () => undefined };
    const text = JSON.stringify((await answer(event, payload, host)) ?? {});
    return { code: text.includes('systemMessage') ? 1 : 0, text };
  };

/** The same event, told to a server that has the store open. */
const hookOfServer =
  (event: string, more: object = {}): Door =>
  async ({ project, env }) => {
    const payload = { session_id: 'over-mcp', cwd: project, ...more };
    const server: ServerSide = {
      memory: createMemory(),
      opened: async () => {
        const opened = await openWorkspace({ cwd: project, env, store: { validate: validateRecord } });
        onTestFinished(() => opened.close());
        return opened;
      },
      known: () => undefined,
      later: (step) => void step(server).catch(() => undefined),
    };
    const output = await answer(event, payload, { env, now: Date.now, client: () => undefined, server });
    const text = JSON.stringify(output ?? {});
    return { code: text.includes('systemMessage') ? 1 : 0, text };
  };

const edit = (project: string) => ({
  tool_name: 'Write',
  tool_use_id: 'toolu_e',
  tool_input: { file_path: join(project, 'a.txt'), content: 'x' },
});

/** Doors that read. */
export const READS: Readonly<Record<string, Door>> = {
  list: line('list'),
  info: line('info', '5'),
  status: line('status'),
  next: line('next', '--peek'),
  history: line('history'),
  queues: line('queues'),
  export: line('export'),
  backup: async (site) => line('backup', join(tempFolder('copy'), 'queue.tar.gz'))(site),
  simulate: line('orchestrator', 'simulate'),
  'over MCP': tool('task_list'),
  'a resource over MCP': async (site) => {
    const server = await connectInside({ project: site.project, home: site.home });
    try {
      const { contents } = await server.client.readResource({ uri: 'backlog://status' });
      return { code: 0, text: JSON.stringify(contents) };
    } catch (error) {
      return { code: 1, text: String(error) };
    }
  },
  board: request('task_list'),
  'session start': hook('SessionStart', { source: 'compact' }),
  'an edit': async (site) => hook('PreToolUse', edit(site.project))(site),
  'a prompt over MCP': hookOfServer('UserPromptSubmit', { prompt: 'Go on' }),
  'status line': async ({ project, env }) => ({
    code: 0,
    text: String(
      await statusLineText({} as never, {
        cwd: project,
        env,
        now: Date.now(),
        input: '',
        folder: undefined,
        startRefresh: () => undefined,
      }),
    ),
  }),
  'git commit': async ({ project, env }) => {
    try {
      const { refused, text = '' } = await decideCommit({ cwd: project, env, now: Date.now() });
      return { code: refused ? 2 : 0, text };
    } catch (error) {
      return { code: 1, text: uncheckedText(error) };
    }
  },
};

/** Doors that write. */
export const WRITES: Readonly<Record<string, Door>> = {
  add: line('add', 'More'),
  done: line('done', '5'),
  import: async (site) => {
    const file = join(tempFolder('import'), 'plan.md');
    writeFileSync(file, '- [ ] From a plan\n');
    return line('import', file, '--yes')(site);
  },
  'add over MCP': tool('task_add', { description: 'More' }),
  'add on the board': request('task_add', { description: 'More' }),
  orchestrator: async ({ project, env }) => {
    const opened = await openWorkspace({ cwd: project, env, store: { validate: validateRecord } }).catch(
      (error) => error,
    );
    if (opened instanceof Error) return { code: 1, text: errorText(opened as BacklogError) };
    try {
      await scheduleLoop({ opened, self: processId(process.pid)! });
      return { code: 0, text: '' };
    } catch (error) {
      return { code: 1, text: errorText(error as BacklogError) };
    } finally {
      await opened.close();
    }
  },
};

/** Doors that check claims and say nothing if there is nothing to say. */
export const SILENT = ['an edit', 'git commit', 'simulate'];
/** Doors that read in part, and check sums only before a write. */
export const PARTIAL = ['status line', 'queues', 'session start'];
/** Doors that show other queues or nothing else, too, and so always answer. */
export const ALWAYS = ['status line', 'queues'];

/** `doctor` at a terminal. `answer` is what the person says when asked. */
export async function doctorOf(
  { project, env }: Site,
  flags: readonly string[],
  more: Readonly<Record<string, string>> = {},
  answer?: string,
): Promise<Heard> {
  const { code, out, err } = await said(['doctor', ...flags], {
    ...{ cwd: project, env: { ...env, ...more }, isTerminal: true },
    ...(answer !== undefined && { ask: async () => answer }),
  });
  return { code, text: `${out}\n${err}` };
}

/** Every file below a folder with its bytes, except diagnostics and the numbers of the status line. */
export function contents(dir: string): Map<string, string> {
  const all = new Map<string, string>();
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isSymbolicLink()) all.set(relative(dir, path), `-> ${readlinkSync(path)}`);
      else if (!/^(diagnostics|statusline)\b/.test(entry.name))
        all.set(relative(dir, path), entry.isFile() ? readFileSync(path, 'latin1') : 'no file');
    }
  };
  walk(dir);
  return all;
}
