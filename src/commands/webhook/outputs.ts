import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { type Shape, typedAs } from '../../base/shape.ts';
import { webhookLease } from '../../domain/kinds/webhook.ts';
import type { Delivery, Webhook } from '../../domain/records.ts';
import { leaderOf } from '../../runs/upkeep/leadership.ts';
import { oneLine } from '../../text/safe.ts';
import { shownAddress } from '../../work/webhooks/address.ts';
import { mayRead } from '../../work/webhooks/secret.ts';
import { deliveryOf, isWebhookHere } from '../../work/webhooks/webhooks.ts';
import type { Context } from '../../work/workspace/context.ts';

export const nameInput = () => z.string().describe('Name of the webhook');

/** A webhook as commands show it: without the path of its address, which is often secret. */
export const webhookState = () =>
  z.strictObject({
    name: z.string(),
    address: z.string(),
    /** Where the secret is: `variable HOOK_SECRET`, or a program. */
    secret: z.string(),
    events: z.array(z.string()),
    descriptions: z.boolean(),
    state: z.enum(['enabled', 'disabled', 'gone', 'elsewhere']),
    delivered: z.int(),
    dropped: z.int(),
    last: z.string().exactOptional(),
    lastAt: z.string().exactOptional(),
    failures: z.int(),
    next: z.string().exactOptional(),
    why: z.string().exactOptional(),
    at: z.string(),
    actor: z.string(),
  });
export type WebhookState = Shape<typeof webhookState>;

export const webhookOutput = () => z.strictObject({ webhook: typedAs<WebhookState>(webhookState()) });

export function webhookStateOf(context: Context, webhook: Webhook): WebhookState {
  const { name, url, secret, events = [], descriptions = false, enabled, at, actor } = webhook;
  const delivery = deliveryOf(context.store.state, name);
  const { delivered, dropped, failures, last, lastAt, next } = delivery;
  const state = stateWord(context, webhook, enabled, delivery);
  const why = delivery.why ?? (state === 'enabled' ? lacking(context, webhook) : undefined);
  return {
    ...{ name, address: shownAddress(url), events: [...events], descriptions, at, actor },
    secret: [
      ...(secret.env === undefined ? [] : [`variable ${secret.env}`]),
      ...(secret.command ? [`program ${secret.command[0]}`] : []),
    ].join(', or '),
    ...{ state, delivered, dropped, failures },
    ...present({ last, lastAt, next, why }),
  };
}

/** Says for which variable a webhook waits, if no process delivers it and this one couldn't start one. */
function lacking({ store, clock, ...judging }: Context, { name, secret }: Webhook): string | undefined {
  if (mayRead(secret, process.env) || leaderOf(store.state, webhookLease(name), clock.now, judging)) return undefined;
  return `waits for a process with the variable ${secret.env}`;
}

function stateWord(
  { store }: Pick<Context, 'store'>,
  webhook: Webhook,
  enabled: boolean,
  { gone }: Delivery,
): WebhookState['state'] {
  if (!enabled) return 'disabled';
  if (gone !== undefined) return 'gone';
  return isWebhookHere(store, webhook) ? 'enabled' : 'elsewhere';
}

const STATE_WORDS: Readonly<Record<WebhookState['state'], (name: string) => string>> = {
  enabled: () => '',
  disabled: () => 'disabled',
  gone: (name) => `disabled by the receiver (410); begin again: \`backlog webhook enable ${name}\``,
  elsewhere: (name) => `set on another machine; deliver from here: \`backlog webhook enable ${name}\``,
};

/** Shows a webhook on one line. */
export function webhookLine({
  name,
  address,
  state,
  delivered,
  dropped,
  failures,
  last,
  next,
  why,
}: WebhookState): string {
  return [
    name,
    oneLine(address, 100),
    last === undefined ? 'nothing delivered yet' : `last ${last}`,
    counted(delivered, 'delivery'),
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
    ...(failures > 0 ? [counted(failures, 'failure')] : []),
    ...(next === undefined ? [] : [`next try ${next}`]),
    ...(why === undefined || state === 'gone' ? [] : [oneLine(why, 200)]),
    STATE_WORDS[state](name),
  ]
    .filter((part) => part !== '')
    .join('  ');
}
