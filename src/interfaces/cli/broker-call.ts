import { createInterface } from 'node:readline';
import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import type { Command } from '../../commands/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import { connectToBroker } from '../broker.ts';
import type { Streams } from './io.ts';

/**
 * Calls a command of the queue from inside a sandbox, through the broker of the run. Prints the answer of the tool.
 * @returns the exit code
 * @throws BacklogError `store` if the broker can't be reached
 */
export async function callThroughBroker(
  { name }: Pick<Command, 'name'>,
  input: Readonly<Record<string, unknown>>,
  json: boolean,
  { env, out, err }: Pick<Streams, 'env' | 'out' | 'err'>,
): Promise<number> {
  const clientInfo = { name: 'run', version: '1' };
  const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  const given = json ? { ...input, format: 'json' } : input;
  const requests = [
    { id: 1, method: 'initialize', params: hello },
    { method: 'notifications/initialized', params: {} },
    { id: 2, method: 'tools/call', params: { name, arguments: given } },
  ];
  const answer = await answerTo(requests, env);
  const { result, error } = answer;
  if (isObject(error)) throw new BacklogError('forbidden', String(error.message), {});
  const { content, isError } = isObject(result) ? result : {};
  const texts = Array.isArray(content) ? content.map((part) => (isObject(part) ? String(part.text ?? '') : '')) : [];
  (isError ? err : out)(isError ? `backlog: ${texts.join('\n')}` : texts.join('\n'));
  return isError ? 1 : 0;
}

/** Sends the requests. @returns the answer to the last one */
async function answerTo(requests: readonly object[], env: NodeJS.ProcessEnv): Promise<Record<string, unknown>> {
  const broker = connectToBroker(env);
  try {
    return await new Promise((done, fail) => {
      const lost = (why: string) =>
        fail(new BacklogError('store', `the queue can't be reached through the broker of the run: ${why}`, {}));
      broker.on('error', ({ message }) => lost(message));
      broker.on('close', () => lost('it closed the connection'));
      for (const request of requests) broker.write(`${JSON.stringify({ jsonrpc: '2.0', ...request })}\n`);
      const lines = createInterface({ input: broker });
      // It repeats the errors of its input, and one that nobody hears ends the process.
      lines.on('error', ({ message }) => lost(message));
      lines.on('line', (line) => {
        const read = readJsonText(line);
        if ('problem' in read) lost(`its answer is no JSON: ${read.problem}`);
        else if (isObject(read.value) && read.value.id === 2) done(read.value);
      });
    });
  } finally {
    broker.destroy();
  }
}
