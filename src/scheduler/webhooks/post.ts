import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { isIP } from 'node:net';
import { version } from '../../base/version.ts';
import { farLookup, isNear, loopbackLookup, NearAddress } from '../../runs/process/near-address.ts';
import { isLoopback } from '../../work/webhooks/address.ts';
import { PATIENCE_MS } from './limits.ts';
import type { Message } from './sign.ts';

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
