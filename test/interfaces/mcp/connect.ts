import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import type { Transport as ServerTransport } from '@modelcontextprotocol/server';
import { onTestFinished } from 'vitest';
import { lazy } from '../../../src/base/lazy.ts';
import { READ_MS } from '../../../src/domain/calls/drawn.ts';
import { unknownClient } from '../../../src/interfaces/mcp/client.ts';
import { createEngine } from '../../../src/interfaces/mcp/engine.ts';
import { createServer, createUnderWay } from '../../../src/interfaces/mcp/server.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
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

/** What is said to a server. */
export interface Speaks {
  client: Client;
  /** Calls a tool; the answer of an error is an answer. `meta`: what a client writes beside the arguments. */
  call(tool: string, args?: Record<string, unknown>, meta?: Record<string, unknown>): Promise<Answer>;
  /** Calls a tool that must succeed; its text. */
  text(tool: string, args?: Record<string, unknown>): Promise<string>;
  /** Adds a task; its number. */
  add(description: string, fields?: Record<string, unknown>): Promise<string>;
}

/** What is said to a server of a place. */
export interface Served extends Speaks {
  place: Place;
}

/** A server in a process of its own. */
export interface Connected extends Served {
  pid: number;
  /** What it wrote to stderr so far. */
  stderr(): string;
}

export function place(env: Record<string, string> = {}): Place {
  const folder = tempFolder('mcp');
  return { project: folder, home: tempFolder('home'), env };
}

/** The environment of a server that is started by hand: nothing of the caller's gets through. */
export function environment({ home, env }: Place): Record<string, string> {
  return { ...ENVIRONMENT, HOME: home, BACKLOG_HOME: join(home, 'backlog'), TZ: 'UTC', ...env };
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
  const speaks = await connected(name, transport);
  return { ...speaks, place: where, pid: transport.pid ?? 0, stderr: () => stderr };
}

/** The same with a server in this process: for what it answers, where the process it would be is of no matter. */
export async function connectInside(
  where: Place = place(),
  name = 'sdk-client',
  person?: Person,
  now?: () => number,
): Promise<Served & { leave(): Promise<void> }> {
  // The person reads a form before the answer.
  const reading = { ms: 0 };
  const client = { ...unknownClient(environment(where)), now: () => (now ?? Date.now)() + reading.ms };
  const reader: Person | undefined =
    person &&
    ((message) => {
      reading.ms += READ_MS;
      return person(message);
    });
  const engine = lazy(async () => createEngine(client, where.project));
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const server = createServer({ client, placed: false, engine, underWay: createUnderWay(), open: true }, 'legacy');
  const leave = async () => (await engine()).close();
  onTestFinished(leave);
  await server.connect(theirs as ServerTransport);
  return { ...(await connected(name, ours, reader)), place: where, leave };
}

/** Answers a form. */
export type Person = (message: string) => ElicitResult | Promise<ElicitResult>;

async function connected(name: string, transport: Transport, person?: Person): Promise<Speaks> {
  const client = new Client({ name, version: '1.0.0' }, { capabilities: person ? { elicitation: {} } : {} });
  if (person) client.setRequestHandler(ElicitRequestSchema, ({ params }) => person(params.message));
  onTestFinished(() => client.close());
  await client.connect(transport);
  const call: Speaks['call'] = async (tool, args = {}, meta = {}) => {
    const result = await client.callTool({ name: tool, arguments: args, _meta: meta });
    const content = result.content as { type: string; text?: string }[];
    return {
      text: content.map((block) => block.text ?? '').join('\n'),
      isError: result.isError === true,
      structured: result.structuredContent as Record<string, unknown> | undefined,
    };
  };
  const text: Speaks['text'] = async (tool, args) => {
    const answer = await call(tool, args);
    if (answer.isError) throw new Error(`${tool}: ${answer.text}`);
    return answer.text;
  };
  const add: Speaks['add'] = async (description, fields = {}) => {
    const [, id] = /^Added (\d+) /.exec(await text('task_add', { description, ...fields })) ?? [];
    return String(id);
  };
  return { client, call, text, add };
}
