import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';
import { tempFolder } from '../../support/folder.ts';

/** Where a server runs: a project and a home of its own. */
export interface Place {
  project: string;
  home: string;
  env?: Record<string, string>;
}

export interface Answer {
  text: string;
  isError: boolean;
  structured: Record<string, unknown> | undefined;
}

export interface Connected {
  client: Client;
  place: Place;
  pid: number;
  /** What the server wrote to stderr so far. */
  stderr(): string;
  /** Calls a tool; the answer of an error is an answer. `meta`: what a client writes beside the arguments. */
  call(tool: string, args?: Record<string, unknown>, meta?: Record<string, unknown>): Promise<Answer>;
  /** Calls a tool that must succeed; its text. */
  text(tool: string, args?: Record<string, unknown>): Promise<string>;
  /** Adds a task; its number. */
  add(description: string, fields?: Record<string, unknown>): Promise<string>;
}

export function place(env: Record<string, string> = {}): Place {
  const folder = tempFolder('mcp');
  return { project: folder, home: tempFolder('home'), env };
}

/** The environment of a server that is started by hand: nothing of the caller's gets through. */
export function environment({ home, env }: Place): Record<string, string> {
  return { PATH: String(process.env.PATH), HOME: home, BACKLOG_HOME: join(home, 'backlog'), TZ: 'UTC', ...env };
}

/** Starts the server and connects the SDK's own client to it, until the test has finished. */
export async function connect(server: string, where: Place = place(), name = 'sdk-client'): Promise<Connected> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [server],
    cwd: where.project,
    env: environment(where),
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const client = new Client({ name, version: '1.0.0' });
  onTestFinished(() => client.close());
  await client.connect(transport);
  const call: Connected['call'] = async (tool, args = {}, meta = {}) => {
    const result = await client.callTool({ name: tool, arguments: args, _meta: meta });
    const content = result.content as { type: string; text?: string }[];
    return {
      text: content.map((block) => block.text ?? '').join('\n'),
      isError: result.isError === true,
      structured: result.structuredContent as Record<string, unknown> | undefined,
    };
  };
  const text: Connected['text'] = async (tool, args) => {
    const answer = await call(tool, args);
    if (answer.isError) throw new Error(`${tool}: ${answer.text}`);
    return answer.text;
  };
  const add: Connected['add'] = async (description, fields = {}) => {
    const [, id] = /^Added (\d+) /.exec(await text('task_add', { description, ...fields })) ?? [];
    return String(id);
  };
  return { client, place: where, pid: transport.pid ?? 0, stderr: () => stderr, call, text, add };
}
