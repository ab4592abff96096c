import * as z from 'zod';
import { argvInput, flagInput, listInput } from '../../domain/calls/inputs.ts';
import type { Webhook } from '../../domain/records.ts';
import { shownAddress } from '../../work/webhooks/address.ts';
import { secretPlace } from '../../work/webhooks/secret.ts';
import { addWebhook, enableWebhook, keepWebhookHere, removeWebhook } from '../../work/webhooks/webhooks.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { nameInput, webhookOutput, webhookStateOf } from './outputs.ts';

const access = { effect: 'write', personAct: 'webhooks', terminalOnly: true } as const;

export const webhookAdd = defineCommand({
  name: 'webhook_add',
  title: 'Add a webhook',
  summary:
    'Send events of the queue to an address: tasks, runs, claims, questions, conflicts. JSON with an HMAC, whose secret stays in a variable or a program. For people.',
  group: 'team',
  access,
  input: () =>
    z.strictObject({
      name: nameInput(),
      url: z.string().describe('Address: https://…, or http:// on this machine'),
      secret_env: z.string().describe('Variable with the secret, default HOOK_SECRET without a program').optional(),
      secret_command: argvInput()
        .describe('Program that prints the secret if the variable is not set, as a JSON array')
        .optional(),
      events: listInput().describe('Only these events, such as run.merged, or task for all of tasks').optional(),
      descriptions: flagInput().describe('Send descriptions of tasks, too, except texts from outside').optional(),
    }),
  output: webhookOutput,
  async run(context, { name, url, secret_env: env, secret_command: command, events, descriptions = false }, write) {
    const secret = secretPlace(env, command);
    return kept(context, write, (tx) => addWebhook(tx, { name, url, secret, events, descriptions }, context));
  },
  show: {
    text: ({ webhook: { name, address } }) =>
      `Added webhook ${name}: ${address}\nTry it: \`backlog webhook test ${name}\``,
  },
  cli: {
    positional: ['name', 'url'],
    examples: [
      'webhook add chat https://example.com/hook --secret-env HOOK_SECRET',
      `webhook add local http://localhost:8080/ --secret-command '["pass","show","hook"]' --events run,question`,
    ],
  },
});

/** Writes a webhook, then notes that it was set on this machine. */
async function kept(context: Context, write: Write, change: (tx: Parameters<Parameters<Write>[0]>[0]) => Webhook) {
  const webhook = await write(change);
  keepWebhookHere(context.store, webhook);
  return { webhook: webhookStateOf(context, webhook) };
}

export const webhookEnable = defineCommand({
  name: 'webhook_enable',
  title: 'Enable a webhook',
  summary: 'Deliver the events of a webhook from this machine, at once and after a failure, too. For people.',
  group: 'team',
  access: { ...access, idempotent: true },
  input: () => z.strictObject({ name: nameInput() }),
  output: webhookOutput,
  run: (context, { name }, write) => kept(context, write, (tx) => enableWebhook(tx, context, name, true)),
  show: { text: ({ webhook }) => `Enabled webhook ${webhook.name}: ${webhook.address}` },
  cli: { positional: ['name'], examples: ['webhook enable chat'] },
});

export const webhookDisable = defineCommand({
  name: 'webhook_disable',
  title: 'Disable a webhook',
  summary: 'Deliver no events to a webhook until it is enabled. Events wait meanwhile, within limits. For people.',
  group: 'team',
  access: { effect: 'write', personAct: 'webhooks', idempotent: true },
  input: () => z.strictObject({ name: nameInput() }),
  output: webhookOutput,
  run: async (context, { name }, write) => ({
    webhook: webhookStateOf(context, await write((tx) => enableWebhook(tx, context, name, false))),
  }),
  show: { text: ({ webhook }) => `Disabled webhook ${webhook.name}` },
  cli: { positional: ['name'], examples: ['webhook disable chat'] },
});

export const webhookRemove = defineCommand({
  name: 'webhook_remove',
  title: 'Remove a webhook',
  summary: 'Remove a webhook and the record of its deliveries. For people.',
  group: 'team',
  access: { effect: 'destructive', personAct: 'webhooks' },
  input: () => z.strictObject({ name: nameInput() }),
  output: () => z.strictObject({ name: z.string(), address: z.string() }),
  async run(_context, { name }, write) {
    const { url } = await write((tx) => removeWebhook(tx, name));
    return { name, address: shownAddress(url) };
  },
  show: { text: ({ name, address }) => `Removed webhook ${name}: ${address}` },
  cli: { positional: ['name'], examples: ['webhook remove chat'] },
});
