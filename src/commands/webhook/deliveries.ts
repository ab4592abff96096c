import * as z from 'zod';
import { typedAs } from '../../base/shape.ts';
import { countInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { oneLine } from '../../text/safe.ts';
import { findWebhook, repeatEvents } from '../../work/webhooks/webhooks.ts';
import { defineCommand } from '../command.ts';
import { nameInput, type WebhookState, webhookLine, webhookOutput, webhookState, webhookStateOf } from './outputs.ts';

export const webhookList = defineCommand({
  name: 'webhook_list',
  title: 'List webhooks',
  summary: 'List addresses that get events of the queue: the last delivered event, failures, and the next attempt.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ webhooks: z.array(typedAs<WebhookState>(webhookState())) }),
  run: async (context) => ({
    webhooks: Array.from(context.store.state.all('webhook'), ([, webhook]) => webhookStateOf(context, webhook)).sort(
      (a, b) => (a.name < b.name ? -1 : 1),
    ),
  }),
  show: {
    rows: { of: 'webhooks', columns: ['name', 'address', 'state', 'last', 'failures'] },
    text: ({ webhooks }) =>
      webhooks.length === 0
        ? 'No webhooks. A person can add one: `backlog webhook add --help`'
        : webhooks.map(webhookLine).join('\n'),
  },
  cli: { examples: ['webhook list'] },
});

export const webhookShow = defineCommand({
  name: 'webhook_show',
  title: 'Show a webhook',
  summary: 'Show a webhook: its events, the place of its secret, its last delivery, failures and the next attempt.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: nameInput() }),
  output: webhookOutput,
  run: async (context, { name }) => ({ webhook: webhookStateOf(context, findWebhook(context.store.state, name)) }),
  show: {
    text: ({ webhook }) =>
      [
        webhookLine(webhook),
        `Events: ${webhook.events.length === 0 ? 'all' : webhook.events.join(', ')}${webhook.descriptions ? ', with descriptions' : ''}`,
        `Secret: ${oneLine(webhook.secret, 200)}`,
        `Set by ${webhook.actor} at ${webhook.at}`,
        ...(webhook.lastAt === undefined ? [] : [`Last delivery: ${webhook.last} at ${webhook.lastAt}`]),
        ...(webhook.dropped > 0
          ? [`Dropped ${webhook.dropped}: refused, older than 3 days, or more than 10,000 changes with events back`]
          : []),
      ].join('\n'),
  },
  cli: { positional: ['name'], examples: ['webhook show chat'] },
});

export const webhookTest = defineCommand({
  name: 'webhook_test',
  title: 'Test a webhook',
  summary: 'Send one example with an HMAC to a webhook, and print the answer. The example has no number. For people.',
  group: 'team',
  access: { effect: 'read', personAct: 'webhooks', terminalOnly: true },
  input: () => z.strictObject({ name: nameInput() }),
  output: () => z.strictObject({ name: z.string(), id: z.string(), status: z.int() }),
  async run(context, { name }) {
    const { testWebhook } = await import('../on-call.ts');
    const answer = await testWebhook(context, name, { env: process.env, now: Date.now });
    if ('why' in answer) return refuse('service', `the test of webhook ${name} failed: ${answer.why}`);
    const { status, id = '' } = answer;
    if (status < 200 || status >= 300)
      refuse('service', `the test of webhook ${name} failed: the answer was ${status}`, {
        hint: status >= 300 && status < 400 ? 'Backlog follows no redirect. Add the new address.' : 'Expected 200.',
        data: { status },
      });
    return { name, id, status };
  },
  show: { text: ({ name, id, status }) => `Webhook ${name} answered ${status} to ${id}` },
  cli: { positional: ['name'], examples: ['webhook test chat'] },
});

export const webhookReplay = defineCommand({
  name: 'webhook_replay',
  title: 'Repeat events',
  summary:
    'Deliver the events of a change and of all later ones again, under the same numbers. Receivers know them by webhook-id. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'webhooks', terminalOnly: true },
  input: () =>
    z.strictObject({ name: nameInput(), since: countInput().describe('Number of the first change, as in `history`') }),
  output: () => webhookOutput().extend({ since: z.int(), until: z.int() }),
  async run(context, { name, since }, write) {
    const until = await write((tx) => repeatEvents(tx, name, since));
    return { webhook: webhookStateOf(context, findWebhook(context.store.state, name)), since, until };
  },
  show: {
    text: ({ webhook, since, until }) =>
      `Webhook ${webhook.name} gets the events of changes ${since} to ${until} again`,
  },
  cli: { positional: ['name'], examples: ['webhook replay chat --since 1200'] },
});
