import type { ProcessId } from '../../base/process-id.ts';
import { WEBHOOKS_LEASE } from '../../domain/kinds/webhook.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { lead } from '../../runs/upkeep/leadership.ts';
import { QUIET_TX } from '../../store/index.ts';
import { mayRead } from '../../work/webhooks/secret.ts';
import { deliveryOf } from '../../work/webhooks/webhooks.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { type DeliveryTools, deliveryPass } from './deliver.ts';
import { MINUTE_MS } from './limits.ts';
import { activeWebhooks } from './pending.ts';

/** How long the process waits for new events before it ends, in ms. The next change starts another one. */
const IDLE_MS = 10 * MINUTE_MS;

/** Milliseconds between two looks at the log, and between two renewals of the lease. */
const LOOK_MS = 1_000;
const RENEW_MS = MINUTE_MS;

/** Delivers events until there are none for {@link IDLE_MS}. Does nothing if another process delivers. */
export async function deliverEvents({ opened, self }: { opened: Opened; self: ProcessId }): Promise<void> {
  await opened.ready();
  const contextNow = () => opened.context({ actor: ownActor('webhooks'), holder: 'system:webhooks' });
  const leadership = await lead(opened.store, WEBHOOKS_LEASE, self, contextNow());
  if (!leadership) return;
  const tools: DeliveryTools = { env: process.env, now: Date.now, read: new Map() };
  const watch = opened.store.watch({ every: LOOK_MS });
  let [busy, renewed, looked] = [performance.now(), performance.now(), 0];
  try {
    for (;;) {
      if (performance.now() - renewed >= RENEW_MS) {
        if (!(await leadership.keep())) return;
        renewed = performance.now();
      }
      await opened.ready();
      const { sent, next } = await deliveryPass(contextNow(), tools);
      looked = opened.store.state.seq;
      if (sent) busy = performance.now();
      const isOver = performance.now() - busy >= IDLE_MS && next - Date.now() >= IDLE_MS;
      if (isOver || lacksSecret(opened)) {
        await storePositions(opened, tools);
        looked = Math.max(looked, opened.store.state.seq);
        if (await leadership.resign((tx) => !lacksSecret(opened) && tx.seq - 1 > looked)) return;
      }
      await watch.next(false, AbortSignal.timeout(Math.max(1, Math.min(next - Date.now(), LOOK_MS))));
    }
  } finally {
    watch.close();
  }
}

/** Checks whether only another process can go on, because this one lacks the variables with the secrets. */
function lacksSecret(opened: Opened): boolean {
  const context = opened.context({ actor: ownActor('webhooks'), holder: 'system:webhooks' });
  return activeWebhooks(context).every(({ secret }) => !mayRead(secret, process.env));
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
