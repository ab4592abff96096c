import { fromInstant } from '../../domain/instant.ts';
import type { Delivery, Webhook } from '../../domain/records.ts';
import { eventsOf, isAsked, type QueueEvent } from '../../report/statement/events.ts';
import { stillWaits } from '../../time/still-waits.ts';
import { mayRead } from '../../work/webhooks/secret.ts';
import { deliveryOf, isWebhookHere } from '../../work/webhooks/webhooks.ts';
import type { Context } from '../../work/workspace/context.ts';

type Within = Pick<Context, 'store' | 'queue'>;
type Asked = Pick<Webhook, 'events' | 'descriptions'>;

/** The events of a commit that a webhook still has to get, and the position after the commit. */
export interface PendingCommit {
  events: QueueEvent[];
  after: Pick<Delivery, 'seq' | 'index'>;
}

/** Yields the commits after a position with the events of a webhook, oldest first. Most commits have none. */
export async function* pendingCommits(
  within: Within,
  webhook: Asked,
  { seq, index }: Pick<Delivery, 'seq' | 'index'>,
): AsyncGenerator<PendingCommit> {
  const askedOf = askedEvents(within, webhook);
  for await (const commit of within.store.history({ from: Math.max(seq, 1) })) {
    const events = askedOf(commit).filter((event) => commit.seq > seq || event.index > index);
    yield { events, after: { seq: commit.seq, index: commit.changes.length } };
  }
}

/** Returns the first of the newest `count` commits with events of a webhook; 0 if there are fewer after a number. */
export async function firstOfNewest(within: Within, webhook: Asked, count: number, after: number): Promise<number> {
  const askedOf = askedEvents(within, webhook);
  let left = count;
  for await (const commit of within.store.history({ from: Math.max(after, 1), reverse: true }))
    if (askedOf(commit).length > 0 && --left === 0) return commit.seq;
  return 0;
}

function askedEvents({ store, queue }: Within, { events: words, descriptions }: Asked) {
  const look = {
    task: (uuid: string) => queue.get(uuid),
    record: (kind: string, id: string) => store.state.get(kind, id) as Readonly<Record<string, unknown>> | undefined,
  };
  return (commit: Parameters<typeof eventsOf>[0]): QueueEvent[] =>
    eventsOf(commit, look, descriptions).filter(({ type }) => isAsked(type, words));
}

/** Checks whether this machine delivers the events of a webhook, now or later. */
export const isActive = ({ store }: Pick<Context, 'store'>, webhook: Webhook): boolean =>
  webhook.enabled && deliveryOf(store.state, webhook.name).gone === undefined && isWebhookHere(store, webhook);

/** Returns the webhooks whose events this machine delivers. */
export const activeWebhooks = (context: Pick<Context, 'store'>): Webhook[] =>
  Array.from(context.store.state.all('webhook'), ([, webhook]) => webhook).filter((one) => isActive(context, one));

/** Returns those whose secret a process with this environment may read. It leaves the others to another process. */
export const deliverableWebhooks = (context: Pick<Context, 'store'>, env: NodeJS.ProcessEnv): Webhook[] =>
  activeWebhooks(context).filter(({ secret }) => mayRead(secret, env));

/**
 * Checks whether it is time for the next attempt. No pause is longer than a day, so a later attempt was planned by a clock
 * that somebody has set back since.
 * @param now epoch ms
 */
export const isTime = ({ next }: Pick<Delivery, 'next'>, now: number): boolean =>
  next === undefined || !stillWaits({ until: fromInstant(next) }, now);
