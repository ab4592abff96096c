import type { ProcessId } from '../../base/process-id.ts';
import { webhookLease } from '../../domain/kinds/webhook.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Webhook } from '../../domain/records.ts';
import { type Leadership, lead, leaderOf } from '../../runs/upkeep/leadership.ts';
import { QUIET_TX } from '../../store/index.ts';
import { deliveryOf } from '../../work/webhooks/webhooks.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { type DeliveryTools, deliverTo, nextAttempt } from './deliver.ts';
import { MINUTE_MS } from './limits.ts';
import { deliverableWebhooks } from './pending.ts';

/** How long the process waits for new events before it ends, in ms. The next change starts another one. */
const IDLE_MS = 10 * MINUTE_MS;

/** Milliseconds between two looks at the log, and between two renewals of the lease. */
const LOOK_MS = 1_000;
const RENEW_MS = MINUTE_MS;

interface Job {
  opened: Opened;
  self: ProcessId;
  env?: NodeJS.ProcessEnv;
  now?: () => number;
}

/**
 * Delivers the events of each webhook whose secret this process may read, unless another process does. Ends when there
 * are none for {@link IDLE_MS}.
 */
export async function deliverEvents({ opened, self, env = process.env, now = Date.now }: Job): Promise<void> {
  await opened.ready();
  const contextNow = () => opened.context({ actor: ownActor('webhooks'), holder: 'system:webhooks' });
  const stop = new AbortController();
  const tools: DeliveryTools = { env, now, read: new Map(), stop: stop.signal };
  const [passes, led] = [passesOfEach(tools), new Map<string, Leadership>()];
  const own = () => deliverableWebhooks(contextNow(), env).filter(({ name }) => led.has(name));
  const watch = opened.store.watch({ every: LOOK_MS });
  let [busy, renewed, looked] = [performance.now(), performance.now(), 0];
  try {
    for (;;) {
      if (performance.now() - renewed >= RENEW_MS) {
        for (const leadership of led.values()) if (!(await leadership.keep())) return;
        renewed = performance.now();
      }
      await opened.ready();
      await leadOthers(opened, contextNow(), { env, self, led });
      if (!passes.begin(contextNow(), own())) busy = performance.now();
      const next = nextAttempt(contextNow(), env);
      const isOver = performance.now() - busy >= IDLE_MS && next - now() >= IDLE_MS;
      if (isOver || own().length === 0) {
        await passes.ended();
        looked = opened.store.state.seq;
        await storePositions(opened, tools);
        looked = Math.max(looked, opened.store.state.seq);
        for (const [name, leadership] of led) {
          if (!(await leadership.resign((tx) => own().length > 0 && tx.seq - 1 > looked))) break;
          led.delete(name);
          // The end of the leadership is a commit, too.
          looked++;
        }
        if (led.size === 0) return;
      }
      await watch.next(false, AbortSignal.timeout(Math.max(1, Math.min(next - now(), LOOK_MS))));
    }
  } finally {
    watch.close();
    stop.abort();
    await passes.ended();
  }
}

/** Becomes the leader of those webhooks of this process that have none, and leaves those that it can't deliver now. */
async function leadOthers(
  { store }: Opened,
  context: Context,
  { env, self, led }: { env: NodeJS.ProcessEnv; self: ProcessId; led: Map<string, Leadership> },
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
  const running = new Map<string, Promise<void>>();
  let [sent, failure]: [boolean, { error: unknown } | undefined] = [false, undefined];
  return {
    /** Begins passes, and returns whether nothing was sent since the last call. Throws the error of an earlier pass. */
    begin(context: Context, webhooks: readonly Webhook[]): boolean {
      if (failure) throw failure.error;
      for (const webhook of webhooks) {
        if (running.has(webhook.name)) continue;
        const pass = deliverTo(context, webhook, tools)
          .then((some) => {
            sent ||= some;
          })
          .catch((error: unknown) => {
            failure = { error };
          })
          .finally(() => running.delete(webhook.name));
        running.set(webhook.name, pass);
      }
      const isQuiet = !sent;
      sent = false;
      return isQuiet;
    },
    ended: async (): Promise<void> => void (await Promise.all(running.values())),
  };
}

/** Stores how far the log is read, so that the next process doesn't read it again. */
async function storePositions({ store }: Opened, { read }: DeliveryTools): Promise<void> {
  if (read.size === 0) return;
  await store.write({ command: QUIET_TX.webhooks, actor: ownActor('webhooks') }, (tx) => {
    for (const [name, { seq, index, after }] of read) {
      const known = deliveryOf(tx, name);
      const isSame = known.seq === after.seq && known.index === after.index && known.failures === 0;
      if (tx.get('webhook', name) && isSame) tx.put('delivery', name, { ...known, seq, index });
    }
  });
}
