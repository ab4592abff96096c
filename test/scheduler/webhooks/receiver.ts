import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { DEADLINE_MS } from '../../support/seed.ts';

/** A delivery as a receiver gets it. */
export interface Received {
  id: string;
  type: string;
  number: string;
  data: Record<string, unknown> & { number: string };
  isGenuine: boolean;
}

type AnswerWith = (answer: ServerResponse, asked: IncomingMessage) => void;

export const status =
  (code: number, headers: Record<string, string> = {}): AnswerWith =>
  (answer) =>
    answer.writeHead(code, headers).end();

/** A real server that checks signatures as the specification says, and answers as a test wants. */
export async function receiver() {
  const key = randomBytes(32);
  const secret = `whsec_${key.toString('base64')}`;
  const got: Received[] = [];
  let answers: AnswerWith[] = [];
  const server = createServer((asked, answer) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk) => chunks.push(chunk));
    asked.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { type, data } = JSON.parse(body) as Received;
      got.push({
        id: header(asked, 'webhook-id'),
        type,
        number: data.number,
        data,
        isGenuine: isGenuine(asked, body, key),
      });
      (answers.shift() ?? status(204))(answer, asked);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close().closeAllConnections());
  return {
    secret,
    got,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/private-path`,
    connections: () => new Promise<number>((done) => server.getConnections((_, count) => done(count))),
    /** Answers the next deliveries so, and later ones with 204. */
    answer(...next: AnswerWith[]) {
      answers = next;
    },
    async until(count: number): Promise<void> {
      const late = performance.now() + DEADLINE_MS;
      while (got.length < count) {
        if (performance.now() > late) throw new Error(`got ${got.length} of ${count} deliveries`);
        await new Promise((done) => setTimeout(done, 20));
      }
    },
  };
}

const header = ({ headers }: IncomingMessage, name: string) => String(headers[name] ?? '');

/** Checks a signature as a receiver does: in constant time, over the raw body. */
function isGenuine(asked: IncomingMessage, body: string, key: Buffer): boolean {
  const [id, time] = [header(asked, 'webhook-id'), header(asked, 'webhook-timestamp')];
  const expected = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest();
  return header(asked, 'webhook-signature')
    .split(' ')
    .some((one) => {
      const [version, text = ''] = one.split(',');
      const given = Buffer.from(text, 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    });
}
