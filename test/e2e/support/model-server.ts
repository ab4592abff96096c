import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Block,
  blocksOf,
  type Message,
  type MessagesBody,
  type ToolResult,
  textOf,
  toolResults,
} from './conversation.ts';
import { type Reply, say, writeReply } from './reply.ts';

/** One request of the client for the model's next message. */
export interface Turn {
  /** Who asks: the session itself, one of its subagents, or the client for a purpose of its own (a title, a summary). */
  from: 'main' | 'agent' | 'client';
  /** How many messages the model has sent since the prompt: 0 at the first request of `claude -p`. */
  step: number;
  /** The prompt that this conversation answers; for a subagent, what the Agent tool gave it. */
  prompt: string;
  system: string;
  /** Everything in the messages, hook context and tool results included. */
  text: string;
  /** The results since the prompt. */
  results: ToolResult[];
  /** The result of the last call, for scripts that go on with what a tool gave. */
  last: ToolResult | undefined;
  tools: string[];
  messages: Message[];
  body: MessagesBody;
}

export type Script = (turn: Turn) => Reply | Promise<Reply>;

export interface ScriptedModel {
  url: string;
  /** Every request so far, oldest first. */
  turns: Turn[];
  /** What the session's own conversation gets. The last one set counts. */
  main(script: Script): void;
  /** What a subagent gets whose prompt or system prompt matches. The first that matches counts. */
  agent(match: string | RegExp, script: Script): void;
  /** The requests of one side; for agents, of those that match. */
  asked(from: Turn['from'], match?: string | RegExp): Turn[];
}

export interface OpenModel extends ScriptedModel {
  /** Scripts that threw, and subagents without a script. */
  problems: readonly string[];
  close(): Promise<void>;
}

const MOST_TURNS = 1000;
/** How the client asks for the summary that `/compact` needs. */
const COMPACTION = 'Respond with TEXT ONLY. Do NOT call any tools.';

/** Starts an HTTP server on the loopback that answers the Messages API from scripts instead of a model. */
export async function openModel(): Promise<OpenModel> {
  const agents: { match: string | RegExp; script: Script }[] = [];
  let main: Script = () => say('done');
  const problems: string[] = [];
  const model: Omit<ScriptedModel, 'url'> = {
    turns: [],
    main: (script) => {
      main = script;
    },
    agent: (match, script) => {
      agents.push({ match, script });
    },
    asked: (from, match) => model.turns.filter((turn) => turn.from === from && (!match || matches(turn, match))),
  };

  const answer = async (body: MessagesBody): Promise<Reply> => {
    const turn = readTurn(body);
    model.turns.push(turn);
    if (model.turns.length > MOST_TURNS)
      throw new Error(`more than ${MOST_TURNS} requests: the script goes in circles`);
    if (turn.from === 'client') return say('<analysis>Scripted.</analysis>\n<summary>A scripted summary.</summary>');
    const script = turn.from === 'main' ? main : agents.find(({ match }) => matches(turn, match))?.script;
    if (script) return script(turn);
    problems.push(`no script for the agent with the prompt ${JSON.stringify(turn.prompt.slice(0, 200))}`);
    return say('no script');
  };

  const server = createServer((request, response) => {
    handle(request, response, answer).catch((error: unknown) => {
      problems.push(String(error));
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: String(error) } }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(model, { url: `http://127.0.0.1:${port}`, close: () => stop(server), problems });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (body: MessagesBody) => Promise<Reply>,
): Promise<void> {
  const path = request.url?.split('?')[0];
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.method !== 'POST') {
    response.writeHead(request.method === 'HEAD' ? 200 : 404).end();
    return;
  }
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as MessagesBody;
  if (path === '/v1/messages/count_tokens') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":10}');
    return;
  }
  writeReply(response, body, await answer(body));
}

function readTurn(body: MessagesBody): Turn {
  const system = textOf(body.system);
  const tools = (body.tools ?? []).map((tool) => tool.name);
  const start = promptIndex(body.messages);
  const since = body.messages.slice(start + 1);
  const results = toolResults(since);
  return {
    from: sender(body, system),
    step: since.filter((message) => message.role === 'assistant').length,
    prompt: textOf(blocksOf(body.messages[start]?.content).filter((block) => !isNotice(block))),
    system,
    text: body.messages.map((message) => textOf(message.content)).join('\n'),
    results,
    last: results.at(-1),
    tools,
    messages: body.messages,
    body,
  };
}

/** The last message of the user that carries no tool result and is no notice of the client: what is being answered. */
function promptIndex(messages: Message[]): number {
  return messages.findLastIndex(
    ({ role, content }) =>
      role === 'user' &&
      !blocksOf(content).some((block) => block.type === 'tool_result') &&
      !textOf(content).includes('<task-notification>'),
  );
}

/** The client's own words around a prompt: the date, CLAUDE.md, the echo of a command. */
function isNotice(block: Block): boolean {
  return block.type === 'text' && /^\s*<(system-reminder|local-command-|command-(name|message)>)/.test(block.text);
}

function sender({ tools = [], messages }: MessagesBody, system: string): Turn['from'] {
  const request = textOf(messages.findLast((message) => message.role === 'user')?.content);
  if (tools.length === 0 || request.includes(COMPACTION)) return 'client';
  return system.includes('cc_is_subagent') ? 'agent' : 'main';
}

function matches(turn: Turn, match: string | RegExp): boolean {
  const text = `${turn.system}\n${turn.messages.map((message) => textOf(message.content)).join('\n')}`;
  return typeof match === 'string' ? text.includes(match) : match.test(text);
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done, fail) => server.close((error) => (error ? fail(error) : done())));
}
