import type { ProcessId } from '../../base/process-id.ts';
import { WEBHOOKS_LEASE } from '../../domain/kinds/webhook.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { lead } from '../../runs/upkeep/leadership.ts';
import { QUIET_TX } from '../../store/index.ts';
import { mayRead } from '../../work/webhooks/secret.ts';
import { deliveryOf } from '../../work/webhooks/webhooks.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { type DeliveryTools, deliverTo, nextAttempt } from './deliver.ts';
import { MINUTE_MS } from './limits.ts';
import { activeWebhooks } from './pending.ts';

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

/** Delivers events until there are none for {@link IDLE_MS}. Does nothing if another process delivers. */
export async function deliverEvents({ opened, self, env = process.env, now = Date.now }: Job): Promise<void> {
  await opened.ready();
  const contextNow = () => opened.context({ actor: ownActor('webhooks'), holder: 'system:webhooks' });
  const leadership = await lead(opened.store, WEBHOOKS_LEASE, self, contextNow());
  if (!leadership) return;
  const stop = new AbortController();
  const tools: DeliveryTools = { env, now, read: new Map(), stop: stop.signal };
  const passes = passesOfEach(tools);
  const watch = opened.store.watch({ every: LOOK_MS });
  let [busy, renewed, looked] = [performance.now(), performance.now(), 0];
  try {
    for (;;) {
      if (performance.now() - renewed >= RENEW_MS) {
        if (!(await leadership.keep())) return;
        renewed = performance.now();
      }
      await opened.ready();
      const isQuiet = passes.begin(contextNow());
      if (!isQuiet) busy = performance.now();
      const next = nextAttempt(contextNow());
      const isOver = performance.now() - busy >= IDLE_MS && next - now() >= IDLE_MS;
      if (isOver || lacksSecret(opened, env)) {
        await passes.ended();
        looked = opened.store.state.seq;
        await storePositions(opened, tools);
        looked = Math.max(looked, opened.store.state.seq);
        if (await leadership.resign((tx) => !lacksSecret(opened, env) && tx.seq - 1 > looked)) return;
      }
      await watch.next(false, AbortSignal.timeout(Math.max(1, Math.min(next - now(), LOOK_MS))));
    }
  } finally {
    watch.close();
    stop.abort();
    await passes.ended();
  }
}

/** Begins a pass of each webhook on its own, so that a receiver that answers slowly holds up only its own events. */
function passesOfEach(tools: DeliveryTools) {
  const running = new Map<string, Promise<void>>();
  let [sent, failure]: [boolean, { error: unknown } | undefined] = [false, undefined];
  return {
    /** Begins passes, and returns whether nothing was sent since the last call. Throws the error of an earlier pass. */
    begin(context: Context): boolean {
      if (failure) throw failure.error;
      for (const webhook of activeWebhooks(context)) {
        if (running.has(webhook.name)) continue;
        const pass = deliverTo(context, webhook, tools)
          .then((some) => void (sent ||= some))
          .catch((error: unknown) => void (failure = { error }))
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

/** Checks whether only another process can go on, because this one lacks the variables with the secrets. */
function lacksSecret(opened: Opened, env: NodeJS.ProcessEnv): boolean {
  const context = opened.context({ actor: ownActor('webhooks'), holder: 'system:webhooks' });
  return activeWebhooks(context).every(({ secret }) => !mayRead(secret, env));
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
