import { refuse } from '../../domain/errors.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import type { Delivery, Webhook } from '../../domain/records.ts';
import type { QueueEvent } from '../../report/statement/events.ts';
import { runCommand } from '../../runs/process/run-command.ts';
import { unmarked } from '../../runs/supervisor/start-supervisor.ts';
import { jittered } from '../../services/waiting.ts';
import { QUIET_TX, same } from '../../store/index.ts';
import { keyOf, SECRET_FORM } from '../../work/webhooks/secret.ts';
import { deliveryOf, findWebhook, isWebhookHere } from '../../work/webhooks/webhooks.ts';
import type { Context } from '../../work/workspace/context.ts';
import { LONGEST_QUEUE, OLDEST_MS, REFUSED_ATTEMPTS, STORED_EVERY } from './limits.ts';
import { deliverableWebhooks, firstOfNewest, isActive, isTime, pendingCommits } from './pending.ts';
import {
  askedPause,
  eventNumber,
  type Message,
  type PostAnswer,
  pauseAfter,
  post,
  signedMessage,
  verdictOf,
} from './post.ts';

type Position = Pick<Delivery, 'seq' | 'index'>;

/** A position, and that of the stored event after which it was reached. A repetition changes the latter. */
interface Read extends Position {
  after: Position;
}

/** What delivering needs from outside. */
export interface DeliveryTools {
  env: NodeJS.ProcessEnv;
  /** Returns the time in epoch ms. */
  now(): number;
  post?(address: string, message: Message): Promise<PostAnswer>;
  /** See {@link LONGEST_QUEUE}. */
  longestQueue?: number;
  /** Ends passes before their next event. */
  stop?: AbortSignal;
  /** How far a webhook's commits are read, if that is further than its stored event. A pass keeps it for the next one. */
  read: Map<string, Read>;
}

/**
 * Delivers the due events of all webhooks, each in order, until none is left or one fails. An event is sent before its
 * delivery is stored, so that a killed process leaves it to the next one, which sends it again under the same number.
 * @returns whether something was sent, and the time of the next attempt in epoch ms
 */
export async function deliveryPass(context: Context, tools: DeliveryTools): Promise<{ sent: boolean; next: number }> {
  const sent = await Promise.all(deliverableWebhooks(context, tools.env).map((one) => deliverTo(context, one, tools)));
  return { sent: sent.some(Boolean), next: nextAttempt(context, tools.env) };
}

/** Returns the time of the first next attempt after a failure, in epoch ms. */
export function nextAttempt(context: Pick<Context, 'store'>, env: NodeJS.ProcessEnv): number {
  const waiting = deliverableWebhooks(context, env).flatMap(
    ({ name }) => deliveryOf(context.store.state, name).next ?? [],
  );
  return Math.min(Number.POSITIVE_INFINITY, ...waiting.map(fromInstant));
}

/** Delivers the due events of a webhook, see {@link deliveryPass}. */
export async function deliverTo(context: Context, webhook: Webhook, tools: DeliveryTools): Promise<boolean> {
  const { store } = context;
  const { name } = webhook;
  const stored = deliveryOf(store.state, name);
  if (!isTime(stored, tools.now())) return false;
  const read = tools.read.get(name);
  const book = keepBook(context, name, stored, tools);
  const newest = store.state.seq;
  const longest = tools.longestQueue ?? LONGEST_QUEUE;
  let oldest: number | undefined;
  let key: Buffer | undefined;
  let sent = false;
  for await (const { events, after } of pendingCommits(context, webhook, furthest(stored, read))) {
    for (const event of events) {
      // Numbers also count changes without events. So this counts only if there may be too many.
      if (oldest === undefined && newest - event.seq >= longest)
        oldest = await firstOfNewest(context, webhook, longest, event.seq);
      if (isTooOld(event, { oldest, now: tools.now(), repeats: stored.repeats })) {
        book.drop(event);
        continue;
      }
      if (tools.stop?.aborted || !isStillAsked(context, webhook)) return book.end(sent);
      if (!key) {
        const secret = await readKey(webhook.secret, tools.env, context.root);
        if ('why' in secret) return book.fail(secret.why, undefined, sent);
        key = secret.key;
      }
      const message = signedMessage(event, { queue: store.id ?? '', key, at: tools.now() });
      const answer = await (tools.post ?? post)(webhook.url, message);
      sent = true;
      const verdict = 'why' in answer ? 'later' : verdictOf(answer.status);
      if (verdict === 'delivered') book.deliver(event);
      else if (verdict === 'gone') return book.gone();
      else if (verdict === 'refused' && book.refuse()) book.drop(event);
      else {
        const asked = 'why' in answer ? undefined : askedPause(answer.retryAfter, tools.now());
        return book.fail('why' in answer ? answer.why : `the answer was ${answer.status}`, asked, sent);
      }
      if (!(await book.storeIfDue())) return sent;
    }
    book.read(after);
  }
  return book.end(sent);
}

const furthest = (stored: Position, read: Read | undefined): Position =>
  read?.after.seq === stored.seq && read.after.index === stored.index ? read : stored;

/** Limits drop what nobody fetched for long, unless a person had it repeated. */
function isTooOld(
  { seq, at }: QueueEvent,
  { oldest = 0, now, repeats = 0 }: { oldest: number | undefined; now: number; repeats: number | undefined },
): boolean {
  return seq > repeats && (seq < oldest || now - fromInstant(at) > OLDEST_MS);
}

/** Checks whether a webhook is the same as at the beginning of a pass. The store's last write has read changes. */
function isStillAsked(context: Context, webhook: Webhook): boolean {
  const present = context.store.state.get('webhook', webhook.name);
  return present !== undefined && same(present, webhook) && isActive(context, present);
}

/** The state of a webhook's deliveries during a pass. It is stored now and then, and at the end of the pass. */
function keepBook({ store, caller }: Context, name: string, stored: Delivery, { now, read }: DeliveryTools) {
  let known = stored;
  let delivery = stored;
  let count = 0;
  let storedAt = now();
  const save = async (): Promise<boolean> => {
    if (same(known, delivery)) return true;
    const wanted = delivery;
    const { value } = await store.write({ command: QUIET_TX.webhooks, actor: caller.actor }, (tx) => {
      // A person had events repeated, or changed the webhook meanwhile: that counts, and the pass begins again.
      if (!tx.get('webhook', name) || !same(deliveryOf(tx, name), known)) return false;
      tx.put('delivery', name, wanted);
      return true;
    });
    if (!value) read.delete(name);
    [known, count, storedAt] = [wanted, 0, now()];
    return value;
  };
  const done = (event: QueueEvent, more: Partial<Delivery>) => {
    const { next: _, why: __, refusals: ___, ...rest } = delivery;
    delivery = { ...rest, ...more, failures: 0, seq: event.seq, index: event.index };
    count++;
  };
  return {
    /** Counts a refusal of the next event. Returns whether it was the last one. */
    refuse(): boolean {
      delivery = { ...delivery, refusals: (delivery.refusals ?? 0) + 1 };
      return (delivery.refusals ?? 0) >= REFUSED_ATTEMPTS;
    },
    deliver: (event: QueueEvent) =>
      done(event, { delivered: delivery.delivered + 1, last: eventNumber(event), lastAt: toInstant(now()) }),
    drop: (event: QueueEvent) => done(event, { dropped: delivery.dropped + 1 }),
    read: (position: Position) => {
      const { seq, index } = delivery;
      read.set(name, { ...position, after: { seq, index } });
    },
    storeIfDue: async () => (count >= STORED_EVERY.events || now() - storedAt >= STORED_EVERY.ms ? save() : true),
    async fail(why: string, asked: number | undefined, sent: boolean): Promise<boolean> {
      const failures = delivery.failures + 1;
      const pause = Math.max(asked ?? 0, jittered(pauseAfter(failures)));
      delivery = { ...delivery, failures, why, next: toInstant(now() + pause) };
      await save();
      return sent;
    },
    async gone(): Promise<boolean> {
      const { next: _, ...rest } = delivery;
      delivery = { ...rest, gone: toInstant(now()), why: 'the receiver gets no more events (410)' };
      await save();
      return true;
    },
    async end(sent: boolean): Promise<boolean> {
      await save();
      return sent;
    },
  };
}

/**
 * Sends an event of the type `webhook.test`, which has no number, and returns the answer. Nothing is stored.
 * @throws BacklogError `forbidden` for a webhook that this machine's person didn't set
 */
export async function testWebhook(
  context: Context,
  name: string,
  { env, now }: Pick<DeliveryTools, 'env' | 'now'>,
): Promise<PostAnswer & { id?: string }> {
  const webhook = findWebhook(context.store.state, name);
  // The record can come from another writer of the queue, and its secret can name a program.
  if (!isWebhookHere(context.store, webhook))
    refuse('forbidden', `webhook ${name} was set on another machine`, {
      hint: `Check it, then deliver from here: \`backlog webhook enable ${name}\``,
    });
  const secret = await readKey(webhook.secret, env, context.root);
  if ('why' in secret) return secret;
  const at = now();
  const event = { seq: 0, index: 0, tx: '', type: 'webhook.test', at: toInstant(at), data: { webhook: name } };
  const message = signedMessage(event, { queue: `test${at.toString(36)}`, key: secret.key, at });
  return { ...(await post(webhook.url, message)), id: message.headers['webhook-id']! };
}

/** Maximum time of a program that prints a secret, in ms. */
const LIMIT_MS = 10_000;

/**
 * Reads the secret of a webhook from its place. No text that this function returns contains it.
 * @param cwd the folder in which a program runs
 */
async function readKey(
  secret: Webhook['secret'],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ key: Buffer } | { why: string }> {
  const { env: variable, command } = secret;
  const text = variable === undefined ? undefined : env[variable];
  if (text) {
    const key = keyOf(text);
    return key ? { key } : { why: `the variable ${variable} has no secret: ${SECRET_FORM}` };
  }
  if (!command) return { why: `the variable ${variable} isn't set where Backlog delivers events` };
  const lines: string[] = [];
  const end = await runCommand({
    command,
    cwd,
    env: unmarked(env) as Record<string, string>,
    timeoutMs: LIMIT_MS,
    onLine: (line) => lines.length < 2 && lines.push(line),
  });
  const program = command[0];
  if (end.ended !== 'exited' || end.code !== 0)
    return {
      why: `the program ${program} that prints the secret failed (${end.ended === 'exited' ? `code ${end.code}` : end.ended})`,
    };
  const key = keyOf(lines[0] ?? '');
  return key ? { key } : { why: `the program ${program} printed no secret: ${SECRET_FORM}` };
}
