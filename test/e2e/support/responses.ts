import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a scripted model of the Responses API says next: a call of a tool, or the last word of its turn. */
export type ResponsesReply =
  | { name: string; arguments: object; namespace?: string }
  | { text: string }
  | { status: number };

export interface ResponsesTurn {
  /** How many results of tools the conversation has. */
  step: number;
  /** How many results of tools and words of the model it has: where a script stands that goes through several prompts. */
  place: number;
  /** The conversation as JSON. */
  text: string;
  /** The tools that the model is offered; those of a server by their own names. */
  tools: string[];
}

export interface ResponsesModel {
  url: string;
  /** Every request so far, oldest first. */
  turns: ResponsesTurn[];
}

interface Request {
  input: { type: string; role?: string }[];
  tools?: { name?: string; tools?: { name?: string }[] }[];
}

const USAGE = { input_tokens: 100, input_tokens_details: { cached_tokens: 60 }, output_tokens: 5, total_tokens: 105 };

/** Answers the Responses API on the loopback, as far as Codex needs it, until the test has finished. */
export async function startResponses(
  script: (turn: ResponsesTurn) => ResponsesReply | Promise<ResponsesReply>,
): Promise<ResponsesModel> {
  const turns: ResponsesTurn[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST') return void response.writeHead(404).end();
    const { input, tools = [] } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request;
    const step = input.filter(({ type }) => type === 'function_call_output').length;
    const words = input.filter(({ type, role }) => type === 'message' && role === 'assistant').length;
    const offered = tools.flatMap((tool) => tool.tools ?? [tool]).map(({ name = '' }) => name);
    const turn = { step, place: step + words, text: JSON.stringify(input), tools: offered };
    turns.push(turn);
    const reply = await script(turn);
    if ('status' in reply) {
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ error: { message: `scripted failure ${reply.status}` } }));
    }
    const send = (type: string, data: object) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
    const id = turns.length;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send('response.created', { response: { id: `r${id}` } });
    send('response.output_item.done', {
      output_index: 0,
      item:
        'text' in reply
          ? { type: 'message', id: `m${id}`, role: 'assistant', content: [{ type: 'output_text', text: reply.text }] }
          : {
              type: 'function_call',
              id: `fc${id}`,
              call_id: `call${id}`,
              ...reply,
              arguments: JSON.stringify(reply.arguments),
            },
    });
    send('response.completed', { response: { id: `r${id}`, usage: USAGE } });
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
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, turns };
}
