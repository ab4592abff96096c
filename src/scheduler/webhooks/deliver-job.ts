import type { ProcessId } from '../../base/process-id.ts';
import { webhookLease } from '../../domain/kinds/webhook.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Webhook } from '../../domain/records.ts';
import { type Leadership, lead, leaderOf } from '../../runs/upkeep/leadership.ts';
import { QUIET_TX, type Tx } from '../../store/index.ts';
import { deliveryOf } from '../../work/webhooks/webhooks.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { type DeliveryTools, deliverTo, nextAttempt } from './deliver.ts';
import { MINUTE_MS } from './limits.ts';
import { deliverableWebhooks } from './pending.ts';

/** How long the process waits for new events before it ends, in ms. The next change starts another one. */
const IDLE_MS = 10 * MINUTE_MS;

/** Milliseconds between two looks at the log. */
const LOOK_MS = 1_000;

interface Job {
  opened: Opened;
  self: ProcessId;
  env?: NodeJS.ProcessEnv;
  now?: () => number;
  /** Milliseconds between two renewals of the leases. */
  renewEvery?: number;
  /** See {@link IDLE_MS}. */
  idle?: number;
}

/** The leaderships of this process, by webhook. */
type Led = Map<string, Leadership>;

/**
 * Delivers the events of each webhook whose secret this process may read, unless another process does. Ends when there
 * are none for {@link IDLE_MS}.
 */
export async function deliverEvents(job: Job): Promise<void> {
  const { opened, self, env = process.env, now = Date.now, renewEvery = MINUTE_MS, idle = IDLE_MS } = job;
  await opened.ready();
  const contextNow = () => opened.context({ actor: ownActor('webhooks'), holder: 'system:webhooks' });
  const tools: DeliveryTools = { env, now, read: new Map() };
  const passes = passesOfEach(tools);
  const led: Led = new Map();
  const own = () => deliverableWebhooks(contextNow(), env).filter(({ name }) => led.has(name));
  const watch = opened.store.watch({ every: LOOK_MS });
  let [busy, renewed] = [performance.now(), performance.now()];
  try {
    for (;;) {
      if (performance.now() - renewed >= renewEvery) {
        for (const name of await lostOf(led)) passes.stop(name);
        renewed = performance.now();
      }
      await opened.ready();
      await leadOthers(opened, contextNow(), { env, self, led });
      if (!passes.begin(contextNow(), own())) busy = performance.now();
      const next = nextAttempt(contextNow(), env);
      const isOver = performance.now() - busy >= idle && next - now() >= idle;
      if (isOver || own().length === 0) {
        await passes.ended();
        const hasWork = () => own().length > 0;
        const seen = await storePositions(opened, tools, (tx) => hasWork() && tx.seq - 1 > passes.looked());
        if (seen !== undefined) await resignAll(led, seen, hasWork);
        if (led.size === 0) return;
      }
      await watch.next(false, AbortSignal.timeout(Math.max(1, Math.min(next - now(), LOOK_MS))));
    }
  } finally {
    watch.close();
    passes.stop();
    await passes.ended();
  }
}

/** Renews the leases. A webhook whose lease another process has belongs to that process. @returns their names */
async function lostOf(led: Led): Promise<string[]> {
  const lost: string[] = [];
  for (const [name, leadership] of led) if (!(await leadership.keep())) lost.push(name);
  for (const name of lost) led.delete(name);
  return lost;
}

/** Ends the leaderships, until a commit after `stored` brings more work. */
async function resignAll(led: Led, stored: number, hasWork: () => boolean): Promise<void> {
  // The end of each leadership is a commit, too.
  let seen = stored;
  for (const [name, leadership] of led) {
    if (!(await leadership.resign((tx) => hasWork() && tx.seq - 1 > seen))) return;
    led.delete(name);
    seen++;
  }
}

/** Becomes the leader of those webhooks of this process that have none, and leaves those that it can't deliver now. */
async function leadOthers(
  { store }: Opened,
  context: Context,
  { env, self, led }: { env: NodeJS.ProcessEnv; self: ProcessId; led: Led },
): Promise<void> {
  const able = deliverableWebhooks(context, env);
  for (const [name, leadership] of able.length === 0 ? [] : led) {
    if (able.some((one) => one.name === name)) continue;
    await leadership.resign();
    led.delete(name);
  }
  for (const { name } of able) {
    const lease = webhookLease(name);
    if (led.has(name) || leaderOf(store.state, lease, context.clock.now, context)) continue;
    const leadership = await lead(store, lease, self, context);
    if (leadership) led.set(name, leadership);
  }
}

/** Begins a pass of each webhook on its own, so that a receiver that answers slowly holds up only its own events. */
function passesOfEach(tools: DeliveryTools) {
  const running = new Map<string, { pass: Promise<void>; stop: AbortController }>();
  let looked = Number.POSITIVE_INFINITY;
  let [sent, failure]: [boolean, { error: unknown } | undefined] = [false, undefined];
  return {
    /** Begins passes, and returns whether nothing was sent since the last call. Throws the error of an earlier pass. */
    begin(context: Context, webhooks: readonly Webhook[]): boolean {
      if (failure) throw failure.error;
      if (running.size === 0) looked = context.store.state.seq;
      for (const webhook of webhooks) {
        if (running.has(webhook.name)) continue;
        const stop = new AbortController();
        const pass = deliverTo(context, webhook, { ...tools, stop: stop.signal })
          .then((some) => {
            sent ||= some;
          })
          .catch((error: unknown) => {
            failure = { error };
          })
          .finally(() => running.delete(webhook.name));
        running.set(webhook.name, { pass, stop });
      }
      const isQuiet = !sent;
      sent = false;
      return isQuiet;
    },
    /** Stops passes before their next event: of one webhook, or all. */
    stop(name?: string): void {
      for (const [of, { stop }] of running) if (name === undefined || of === name) stop.abort();
      if (name !== undefined) tools.read.delete(name);
    },
    /** The newest commit that each pass begun since then has read. */
    looked: () => looked,
    ended: async (): Promise<void> => void (await Promise.all([...running.values()].map(({ pass }) => pass))),
  };
}

/**
 * Stores how far the log is read, so that the next process doesn't read it again, unless there is more to read: a commit
 * that came meanwhile has started no other process, because this one leads.
 * @returns the newest commit afterwards; undefined if there is more
 */
async function storePositions(
  { store }: Opened,
  { read }: DeliveryTools,
  hasMore: (tx: Tx) => boolean,
): Promise<number | undefined> {
  const { value, seq } = await store.write({ command: QUIET_TX.webhooks, actor: ownActor('webhooks') }, (tx) => {
    if (hasMore(tx)) return undefined;
    for (const [name, { after, ...position }] of read) {
      const known = deliveryOf(tx, name);
      const isSame = known.seq === after.seq && known.index === after.index && known.failures === 0;
      if (tx.get('webhook', name) && isSame) tx.put('delivery', name, { ...known, ...position });
    }
    return tx.seq - 1;
  });
  return value === undefined ? undefined : (seq ?? value);
}
