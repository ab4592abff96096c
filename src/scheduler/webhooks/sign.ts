import { createHmac } from 'node:crypto';
import type { QueueEvent } from '../../report/statement/events.ts';

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
export const eventId = (queue: string, { seq, index, tx }: Pick<QueueEvent, 'seq' | 'index' | 'tx'>): string =>
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
