import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ENVIRONMENT } from '../../support/environment.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { codexBinary } from './clients.ts';
import { type ResponsesTurn, startResponses } from './responses.ts';

/** One call of a tool of our server, as the scripted model makes it. */
export type CodexCall = [tool: string, input: object];

export interface CodexRun {
  cwd: string;
  /** Stands for the user's home. Codex takes none in the temporary folder for its own. */
  home: string;
  /** The plugin's server, and its environment: Codex hands nothing else on. Without it, what stands in its own file counts. */
  server?: string;
  env?: Record<string, string>;
  /** A folder of programs before the usual ones. */
  bin?: string;
  /** More arguments, such as `-c`, `NAME=VALUE`. */
  args?: readonly string[];
  calls: readonly CodexCall[];
  /** The person's words. */
  prompt?: string;
}

export interface CodexResult {
  code: number | null;
  /** What the model was asked. */
  turns: ResponsesTurn[];
  /** Lines of `--json`. */
  events: { type: string; thread_id?: string; item?: { type: string; result?: unknown } }[];
}

/** Where Codex runs, and what its model says. */
interface CodexPlace extends Pick<CodexRun, 'home' | 'server' | 'env' | 'bin'> {
  /** Address of the scripted model. */
  url: string;
}

/** Runs the real Codex once with the server as its only one, against a scripted endpoint. */
export async function runCodex({ cwd, calls, args = [], prompt = 'go', ...place }: CodexRun): Promise<CodexResult> {
  const { url, turns } = await startResponses(({ step }) => {
    const [name, given] = calls[step] ?? [];
    return name && given ? { name, arguments: given, namespace: 'mcp__backlog' } : { text: 'done' };
  });
  const { words, env } = await codexAt({ ...place, url });
  const child = spawn(codexBinary(), ['exec', '--json', '--skip-git-repo-check', ...words, ...args, prompt], {
    ...{ cwd, env },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: DEADLINE_MS,
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const code = await new Promise<number | null>((done, gone) => child.once('error', gone).once('close', done));
  return {
    code,
    turns,
    events: stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

/** Makes the home of Codex. @returns the arguments and the environment with which it runs there */
export async function codexAt({ home, server, env = {}, bin, url }: CodexPlace) {
  await mkdir(join(home, 'codex'), { recursive: true });
  const provider = `{name="scripted",base_url="${url}/v1",wire_api="responses",env_key="KEY"}`;
  const variables = Object.entries(env).map(([name, value]) => `${name}="${value}"`);
  const called = 'required=true,startup_timeout_sec=120,default_tools_approval_mode="approve"';
  const ours = server && `{command="${process.execPath}",args=["${server}"],env={${variables}},${called}}`;
  const settings = {
    'model_providers.scripted': provider,
    model_provider: 'scripted',
    ...(ours
      ? { 'mcp_servers.backlog': ours }
      : {
          'mcp_servers.backlog.required': 'true',
          'mcp_servers.backlog.startup_timeout_sec': '120',
          'mcp_servers.backlog.default_tools_approval_mode': '"approve"',
        }),
  };
  return {
    words: ['-m', 'gpt-5', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: {
      ...ENVIRONMENT,
      PATH: [...(bin ? [bin] : []), dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
      HOME: home,
      CODEX_HOME: join(home, 'codex'),
      KEY: 'dummy',
    },
  };
}
