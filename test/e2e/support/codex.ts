import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { codexBinary } from './clients.ts';

/** One call of a tool of our server, as the scripted model makes it. */
export type CodexCall = [tool: string, input: object];

export interface CodexRun {
  cwd: string;
  /** Stands for the user's home. Codex takes none in the temporary folder for its own. */
  home: string;
  /** The plugin's server, and its environment: Codex hands nothing else on. */
  server: string;
  env: Record<string, string>;
  calls: readonly CodexCall[];
}

export interface CodexResult {
  code: number | null;
  /** Lines of `--json`. */
  events: { type: string; thread_id?: string; item?: { type: string; result?: unknown } }[];
}

/** Runs the real Codex once with the server as its only one, against a scripted endpoint. */
export async function runCodex({ cwd, home, server, env, calls }: CodexRun): Promise<CodexResult> {
  const url = await startResponses(calls);
  await mkdir(join(home, 'codex'), { recursive: true });
  const provider = `{name="scripted",base_url="${url}/v1",wire_api="responses",env_key="KEY"}`;
  const variables = Object.entries(env).map(([name, value]) => `${name}="${value}"`);
  const ours = `{command="${process.execPath}",args=["${server}"],env={${variables}},required=true,default_tools_approval_mode="approve"}`;
  const settings = { 'model_providers.scripted': provider, model_provider: 'scripted', 'mcp_servers.backlog': ours };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(codexBinary(), ['exec', '--json', '--skip-git-repo-check', '-m', 'gpt-5', ...words, 'go'], {
    cwd,
    env: {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: home,
      CODEX_HOME: join(home, 'codex'),
      KEY: 'dummy',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 45_000,
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const code = await new Promise<number | null>((done, gone) => child.once('error', gone).once('close', done));
  return {
    code,
    events: stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

/** The Responses API, as far as Codex needs it: one call per request, then a last word. */
async function startResponses(calls: readonly CodexCall[]): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST') return void response.writeHead(404).end();
    const { input } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { input: { type: string }[] };
    const step = input.filter(({ type }) => type === 'function_call_output').length;
    const [name, given] = calls[step] ?? [];
    const call = { type: 'function_call', id: `fc${step}`, call_id: `call${step}`, name, namespace: 'mcp__backlog' };
    const message = { type: 'message', id: `m${step}`, role: 'assistant' };
    const send = (type: string, data: object) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send('response.created', { response: { id: `r${step}` } });
    send('response.output_item.done', {
      output_index: 0,
      item: name
        ? { ...call, arguments: JSON.stringify(given) }
        : { ...message, content: [{ type: 'output_text', text: 'done' }] },
    });
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
    send('response.completed', { response: { id: `r${step}`, usage } });
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(
    () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
