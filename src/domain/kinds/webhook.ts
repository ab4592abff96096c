import { GIVEN_NAME, kind } from './row.ts';

/**
 * Returns the name of a webhook's lease: only one process delivers its events. Each has its own, because a process may
 * lack the secret of another one.
 */
export const webhookLease = (name: string): string => `webhook:${name}`;

/** An address that gets events of the queue. Record id: its name. Only a person at a terminal may write such a record. */
export const WEBHOOK = kind({
  doc: 'an address that gets events of the queue',
  terminal: true,
  fields: ({ z, instant }) => ({
    name: z.string().regex(GIVEN_NAME),
    url: z.string().min(1),
    /** Where the secret is: a variable of the environment, else a program that prints it. It is stored nowhere. */
    secret: z.object({ env: z.string().min(1).optional(), command: z.array(z.string()).min(1).optional() }),
    /** Types of events, or their first words. Absent: all. */
    events: z.array(z.string()).optional(),
    /** Whether events have the descriptions of tasks. */
    descriptions: z.literal(true).optional(),
    enabled: z.boolean(),
    at: instant(),
    actor: z.string(),
  }),
  undo: 'never',
  byHand: true,
  insteadOfUndo: (id) => `Change it instead: \`backlog webhook disable ${id}\``,
  // The path of an address is often a secret.
  hidden: ['url'],
  historyText: { name: (id) => `webhook ${id}`, value: ({ enabled }) => (enabled === false ? 'disabled' : undefined) },
});

/** How far the events of a webhook are delivered. Record id: the name of the webhook. */
export const DELIVERY = kind({
  doc: 'how far the events of a webhook are delivered',
  fields: ({ z, instant }) => ({
    /** All events up to this one are delivered or dropped: the number of its commit, and its place in the commit. */
    seq: z.int().min(0),
    index: z.int().min(0),
    delivered: z.int().min(0),
    dropped: z.int().min(0),
    /** The last delivered event, and when it was. */
    last: z.string().optional(),
    lastAt: instant().optional(),
    /** Failed attempts of the next event, when it is tried again, and what went wrong. */
    failures: z.int().min(0),
    next: instant().optional(),
    /** How many of these attempts the receiver refused because of the content. */
    refusals: z.int().positive().optional(),
    why: z.string().optional(),
    /** A person had events repeated up to this commit, so no limit drops them. */
    repeats: z.int().positive().optional(),
    /** Set if the receiver said that it wants no more events (410). */
    gone: instant().optional(),
  }),
  undo: 'never',
});
