import { join } from 'node:path';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { GIVEN_NAME } from '../../domain/kinds/row.ts';
import type { Delivery, Webhook } from '../../domain/records.ts';
import { EVENT_TYPES, isEventWord } from '../../report/statement/events.ts';
import { readableFile, type Store, sha256, type Tx, writeFileOfQueue } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';
import { checkedAddress, WEBHOOK_LINE } from './address.ts';

export interface NewWebhook {
  name: string;
  url: string;
  secret: Webhook['secret'];
  events: readonly string[] | undefined;
  descriptions: boolean;
}

/** Maximum number of webhooks of a queue. */
const MOST = 20;

/** Adds a webhook. It gets the events after this commit. @throws BacklogError `invalid` or `conflict` */
export function addWebhook(tx: Tx, { name, url, secret, events, descriptions }: NewWebhook, context: Context): Webhook {
  if (!GIVEN_NAME.test(name))
    refuse('invalid', `expected a name of letters, digits and . _ -, and got "${name.slice(0, 60)}"`, {
      hint: `For example: ${WEBHOOK_LINE}`,
    });
  if (tx.get('webhook', name))
    refuse('conflict', `there is a webhook ${name} already`, { hint: `Show it: \`backlog webhook show ${name}\`` });
  if (Array.from(tx.all('webhook')).length >= MOST)
    refuse('conflict', `a queue has at most ${MOST} webhooks`, { hint: 'Remove one: `backlog webhook list`' });
  const unknown = events?.find((word) => !isEventWord(word));
  if (unknown !== undefined)
    refuse('invalid', `there is no event "${unknown.slice(0, 60)}"`, {
      hint: `Events: ${EVENT_TYPES.join(', ')}; or the word before the dot for all of them`,
      data: { received: unknown.slice(0, 60) },
    });
  const webhook: Webhook = {
    ...{ name, url: checkedAddress(url), secret, enabled: true, at: tx.at, actor: formatActor(context.caller.actor) },
    ...present({ events: events?.length ? [...events] : undefined }),
    ...(descriptions ? { descriptions: true as const } : {}),
  };
  tx.put('webhook', name, webhook);
  tx.put('delivery', name, { seq: tx.seq, index: 0, delivered: 0, dropped: 0, failures: 0 });
  return webhook;
}

/** Enables or disables a webhook. Enabled, it is tried at once. @throws BacklogError `not-found` */
export function enableWebhook(tx: Tx, context: Context, name: string, enabled: boolean): Webhook {
  const webhook: Webhook = { ...findWebhook(tx, name), enabled };
  tx.put('webhook', name, { ...webhook, actor: formatActor(context.caller.actor), at: tx.at });
  const { gone: _, next: __, why: ___, refusals: ____, ...delivery } = deliveryOf(tx, name);
  if (enabled) tx.put('delivery', name, { ...delivery, failures: 0 });
  return webhook;
}

/** @throws BacklogError `not-found` */
export function removeWebhook(tx: Tx, name: string): Webhook {
  const webhook = findWebhook(tx, name);
  tx.remove('webhook', name);
  tx.remove('delivery', name);
  return webhook;
}

/**
 * Has the events of a commit and of all later ones delivered again, under the same numbers.
 * @returns the number of the newest commit
 * @throws BacklogError `not-found` or `invalid`
 */
export function repeatEvents(tx: Tx, name: string, since: number): number {
  findWebhook(tx, name);
  const newest = tx.seq - 1;
  if (since < 1 || since > newest)
    refuse('invalid', `expected the number of a change, from 1 to ${newest}, and got ${since}`, {
      hint: `Show the newest changes: \`backlog history\``,
    });
  const { next: _, why: __, refusals: ___, ...delivery } = deliveryOf(tx, name);
  tx.put('delivery', name, { ...delivery, seq: since, index: 0, failures: 0, repeats: newest });
  return newest;
}

/** @throws BacklogError `not-found`, naming the webhooks that exist */
export function findWebhook(records: Pick<Tx, 'get' | 'all'>, name: string): Webhook {
  const found = records.get('webhook', name);
  if (found) return found;
  const names = Array.from(records.all('webhook'), ([id]) => id);
  return refuse('not-found', `there is no webhook "${name.slice(0, 60)}"`, {
    hint: names.length > 0 ? `There are: ${names.join(', ')}` : 'See the webhooks: `backlog webhook list`',
    data: { received: name.slice(0, 60) },
  });
}

/** Returns how far the events of a webhook are delivered. */
export const deliveryOf = (records: Pick<Tx, 'get'>, name: string): Delivery =>
  records.get('delivery', name) ?? { seq: 0, index: 0, delivered: 0, dropped: 0, failures: 0 };

type Queue = Pick<Store, 'dir'>;

/** Name of the file with the webhooks that this machine's person set, in the folder of the queue. */
const FILE = 'webhooks.json';

/**
 * Notes that this machine's person set a webhook. A record alone sends nothing: a copy of the queue, a backup, or a
 * writer of a queue on a server could have it, too.
 */
export function keepWebhookHere(queue: Queue, webhook: Webhook): void {
  writeFileOfQueue(queue.dir, FILE, { ...keptHere(queue), [webhook.name]: digestOf(webhook) });
}

/** Checks whether this machine's person set exactly this address and this place of the secret. */
export const isWebhookHere = (queue: Queue, webhook: Webhook): boolean =>
  keptHere(queue)[webhook.name] === digestOf(webhook);

const digestOf = ({ url, secret, descriptions }: Webhook) =>
  sha256(JSON.stringify([url, secret, descriptions ?? false]));

function keptHere({ dir }: Queue): Record<string, unknown> {
  try {
    return JSON.parse(readableFile(join(dir, FILE)) ?? '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}
