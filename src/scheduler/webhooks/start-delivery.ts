import { join } from 'node:path';
import { webhookLease } from '../../domain/kinds/webhook.ts';
import type { Webhook } from '../../domain/records.ts';
import { runsFolder } from '../../runs/run-folder.ts';
import { leaderOf } from '../../runs/upkeep/leadership.ts';
import { startedRecently } from '../../runs/upkeep/recent-starts.ts';
import { deliveryOf } from '../../work/webhooks/webhooks.ts';
import type { Context } from '../../work/workspace/context.ts';
import { loopFolder } from '../loop/ensure-loop.ts';
import { deliverableWebhooks, isTime, pendingCommits } from './pending.ts';

/** Number of commits in which this looks for events. In more, there is one. */
const LOOKED_AT = 256;

/**
 * Starts the process that delivers events, if an event of a webhook waits that no process leads. A process that lacks the variable with
 * the secret doesn't, because the other one would inherit that. Those of a run don't, because they end with the run.
 */
export async function startDelivery(context: Context): Promise<void> {
  const { store, clock } = context;
  const { env } = process;
  if (env.BACKLOG_RUN !== undefined) return;
  for (const webhook of deliverableWebhooks(context, env)) {
    if (leaderOf(store.state, webhookLease(webhook.name), clock.now, context)) continue;
    if (!isTime(deliveryOf(store.state, webhook.name), clock.now) || !(await hasEvents(context, webhook))) continue;
    if (startedRecently(`${store.dir} ${webhookLease(webhook.name)}`, clock.now)) continue;
    context.start({ deliver: 'events' }, { cwd: loopFolder(context), log: join(runsFolder(context), 'deliver.log') });
    return;
  }
}

async function hasEvents(context: Context, webhook: Webhook): Promise<boolean> {
  let left = LOOKED_AT;
  for await (const { events } of pendingCommits(context, webhook, deliveryOf(context.store.state, webhook.name)))
    if (events.length > 0 || left-- === 0) return true;
  return false;
}
