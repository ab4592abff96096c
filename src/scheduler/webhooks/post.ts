import { createHmac } from 'node:crypto';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { isIP } from 'node:net';
import { version } from '../../base/version.ts';
import type { QueueEvent } from '../../report/statement/events.ts';
import { farLookup, isNear, loopbackLookup, NearAddress } from '../../runs/process/near-address.ts';
import { isLoopback } from '../../work/webhooks/address.ts';
import { HOUR_MS, MINUTE_MS, PATIENCE_MS } from './limits.ts';

/** The end of an attempt: the receiver's answer, or the reason why there is none. */
export type PostAnswer = { status: number; retryAfter?: string | undefined } | { why: string };

/**
 * Sends a message once. Follows no redirect, and reads only the headers of an answer within {@link PATIENCE_MS}. Connects
 * to this machine only for an address with its own words, and never to its networks or a cloud's metadata service: the
 * address that is checked is the one to which it connects.
 */
export function post(address: string, { headers, body }: Message, patienceMs = PATIENCE_MS): Promise<PostAnswer> {
  const url = new URL(address);
  const here = isLoopback(url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!here && isIP(host) !== 0 && isNear(host))
    return Promise.resolve({ why: `${host} is an address of this machine or of its networks` });
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? secure : plain;
    const asked = send(url, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': `Backlog/${version}` },
      lookup: here ? loopbackLookup : farLookup,
    });
    // A timer of our own settles it, whatever the connection does: one open attempt would hold up all events.
    // After a pause of the process, timers run before sockets are read. An answer that is already there counts.
    const timer = setTimeout(() => setImmediate(end, { why: `no answer within ${patienceMs / 1000} s` }), patienceMs);
    const end = (answer: PostAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      asked.destroy();
    };
    asked.on('error', (error) => end({ why: whyOf(error) }));
    asked.on('close', () => end({ why: 'the connection was closed without an answer' }));
    asked.on('upgrade', (_, socket) => {
      socket.destroy();
      end({ why: 'the answer was 101' });
    });
    // The content of an answer means nothing, so the connection ends at its headers. An open one costs a descriptor.
    asked.on('response', ({ statusCode = 0, headers: { 'retry-after': retryAfter } }) =>
      end({ status: statusCode, retryAfter }),
    );
    asked.end(body);
  });
}

/** Says why there is no answer, in words of our own: a message could contain the address. */
function whyOf(error: Error & { code?: string }): string {
  if (error instanceof NearAddress) return error.message;
  return WHY[error.code ?? ''] ?? `no answer (${error.code ?? error.name})`;
}

const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this address',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'the name of the host is unknown',
  EAI_AGAIN: "the name of the host can't be resolved now",
};

/** A signed event, ready to be sent. */
export interface Message {
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Number of characters of a commit's random id in the identity of an event. */
const TX_PART = 12;

/**
 * Returns the identity of an event, which every delivery of it has. It contains the commit's own id, because a restored
 * backup uses numbers again. It has no dot, because the signed text uses dots.
 */
const eventId = (queue: string, { seq, index, tx }: Pick<QueueEvent, 'seq' | 'index' | 'tx'>): string =>
  `evt_${queue.replaceAll('-', '').slice(0, 12)}_${seq}_${index}_${tx.replace(/[^a-z0-9]/gi, '').slice(-TX_PART)}`;

/** Returns the number of an event as people write it. */
export const eventNumber = ({ seq, index }: Pick<QueueEvent, 'seq' | 'index'>): string => `${seq}.${index}`;

/**
 * Signs an event by the specification Standard Webhooks (standardwebhooks.com): HMAC-SHA256 of id, time and body.
 * @param at the time of this attempt, epoch ms
 */
export function signedMessage(
  { type, at: timestamp, data, seq, index, tx }: QueueEvent,
  { queue, key, at }: { queue: string; key: Buffer; at: number },
): Message {
  const id = eventId(queue, { seq, index, tx });
  const number = eventNumber({ seq, index });
  const body = JSON.stringify({ type, timestamp, data: { number, ...data } });
  const time = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': time,
      'webhook-signature': `v1,${signature}`,
    },
  };
}

/** What an answer means for its event. */
type Verdict = 'delivered' | 'gone' | 'refused' | 'later';

/** Statuses by which a receiver refuses the content of an event. A repetition rarely helps. */
const REFUSES: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** Returns what the status of an answer means. A redirect is not followed, so it is no delivery. */
export function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  return REFUSES.has(status) ? 'refused' : 'later';
}

/** Pauses after the first failed attempts of an event, in ms. The last one repeats. */
const PAUSES_MS = [5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS];

/** The pause after a number of failed attempts, before chance lengthens it. */
export const pauseAfter = (failures: number): number => PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;

/** Longest pause that a receiver may ask for, in ms. */
const LONGEST_MS = 24 * HOUR_MS;

/** Returns the pause that a receiver asks for with `Retry-After`: seconds, or a date. @param now epoch ms */
export function askedPause(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS);
}
