import type { SchemaVocabulary } from '../../fields/row.ts';
import { kind } from '../row.ts';

/** When a completed task closes its item there: after its run was merged, whenever it is completed, or not at all. */
export const CLOSES = ['merged', 'completed', 'never'] as const;

/** Under what a service refused something: digests of the source's map and of the token. */
const under = (z: SchemaVocabulary['z']) => z.object({ map: z.string(), token: z.string() });

/** A service whose items are tasks, such as the issues of a repository. Record id: its name. */
export const SOURCE = kind({
  doc: 'a service whose items are kept in step with tasks',
  fields: ({ z, instant }) => {
    const position = z.object({
      /** The service's time of the last change that was read. The next read begins there. */
      since: z.string().optional(),
      tag: z.string().optional(),
      /** Set while the first read goes on: the time at which it began, by the service's clock. */
      first: z.string().optional(),
    });
    return {
      name: z.string().min(1),
      kind: z.enum(['github', 'jira']),
      /** `owner/repository`, or `site/PROJECT`. */
      list: z.string().min(1),
      /** The identity of the list there, which a new name doesn't change. */
      node: z.string().optional(),
      api: z.string().min(1),
      filter: z.string(),
      /** Labels that begin so are Backlog's own. */
      prefix: z.string(),
      closes: z.enum(CLOSES),
      /** What fields of the service mean, where a person said so. */
      map: z.record(z.string(), z.string()).optional(),
      /** Whether people's notes become comments there. */
      notes: z.boolean().optional(),
      state: z.enum(['enabled', 'disabled']),
      /** Who agreed that Backlog changes things there. */
      agreed: z.object({ at: instant(), actor: z.string() }).optional(),
      items: position.optional(),
      comments: position.optional(),
      /** Identifies the token of the last pull without its text. What another one may read is asked for again. */
      account: z.string().optional(),
      /** What was left of the service's quota at the last commit of a synchronisation. */
      quota: z.object({ limit: z.int(), left: z.int(), renews: instant(), at: instant() }).optional(),
      /** Set while the service or the reserve for people makes the synchronisation wait. Earlier versions store no `since`. */
      waits: z.object({ since: instant().optional(), until: instant(), why: z.string() }).optional(),
      /** The oldest version of the link records that may write them. */
      version: z.int().positive(),
      at: instant(),
      actor: z.string(),
    };
  },
  bookkeeping: ['items', 'comments', 'quota', 'waits', 'node', 'account'],
  historyText: { name: (id) => `source ${id}`, value: ({ list }) => list },
});

/**
 * An item of a service and its task. Record id: `<source>/<identity of the item>`. An undo doesn't change it, so the next
 * synchronisation carries undone values there. It brings back what left with a removed source.
 */
export const LINKED = kind({
  doc: 'an item of a source and its task, with what both sides had in each field',
  fields: ({ z, uuid, instant }) => ({
    source: z.string().min(1),
    node: z.string().min(1),
    number: z.int(),
    list: z.string(),
    url: z.string().optional(),
    task: uuid(),
    /** The values there when they were last read, by field: JSON, or `@` and the blob of a text. */
    there: z.record(z.string(), z.string()),
    /** By field: the value there and, if it differs, the one of the queue. See `src/work/merge/base.ts`. */
    seen: z.record(z.string(), z.string()),
    /** Blobs of the texts in `there` and `seen`. */
    blobs: z.array(z.string()).optional(),
    /** Fields that are too long to be kept whole. They never go there. */
    cut: z.array(z.string()).optional(),
    updated: z.string(),
    /** The time of the item's last change by Backlog, by the service's clock. What a late search has from before is old. */
    wrote: z.string().optional(),
    author: z.string().optional(),
    association: z.string().optional(),
    /** Set if nobody trusted the author when the link was made: the text is the document `outside`, not the spec. */
    outside: z.literal(true).optional(),
    /** Set if Backlog made the item: its text is the queue's, whatever account the token has. */
    made: z.literal(true).optional(),
    /** The managed comment: its id there, its mark, and a digest of its text. */
    managed: z.object({ id: z.string(), mark: z.string(), sum: z.string() }).optional(),
    /** Notes that became comments: the comment's id by the note's. */
    sent: z.record(z.string(), z.string()).optional(),
    /** Set if the item can't be reached: it isn't found there, or it is in another list. Its task stays. */
    gone: z.enum(['moved', 'deleted']).optional(),
    /** Set if something there isn't in the queue yet, and why. */
    open: z.string().optional(),
    /** What the service refused to show of the item, although the pull has passed it. */
    unread: z.array(z.enum(['comments', 'blockers'])).optional(),
    /** With `gone` and `unread`: how often the service was asked in vain, and when a pull asks again. */
    again: z.object({ times: z.int().positive(), after: instant() }).optional(),
    /** Changes that the service refuses: why, by their digest, the item's `updated` then, and when they are sent again. */
    refused: z
      .object({
        why: z.record(z.string(), z.string()),
        /** What the refusals are about, by digest. Earlier versions stored none. See `REFUSALS`. */
        kinds: z.record(z.string(), z.string()).optional(),
        under: under(z).optional(),
        updated: z.string(),
        again: z.object({ times: z.int().positive(), after: instant() }),
      })
      .optional(),
  }),
  undo: 'only-restore',
  task: (linked) => linked.task,
  archived: 'along',
});

/** A field that both sides changed differently. Record id: `<source>/<uuid of the task>/<field>`. */
export const CONFLICT = kind({
  doc: 'a field that a source and the queue changed differently, with both values',
  fields: ({ z, uuid, instant }) => ({
    source: z.string().min(1),
    task: uuid(),
    field: z.string().min(1),
    /** The values as JSON, or `@` and the blob of a text. */
    here: z.string(),
    there: z.string(),
    hereBy: z.string().optional(),
    hereAt: instant().optional(),
    thereBy: z.string().optional(),
    thereAt: z.string().optional(),
    blobs: z.array(z.string()).optional(),
    /** The base of the field when the conflict was found. A decision counts only while it is the same. */
    seen: z.string().optional(),
    at: instant(),
    /** `same` if both sides got the same value by themselves. */
    resolved: z.object({ side: z.enum(['here', 'there', 'same']), at: instant(), actor: z.string() }).optional(),
  }),
  task: (conflict) => conflict.task,
  archived: 'along',
  historyText: { name: (id) => `conflict ${id}`, value: ({ resolved }) => resolved?.side },
});

/** A task of which a service refuses to make an item. Record id: `<source>/<uuid of the task>`. */
export const UNMADE = kind({
  doc: 'a task of which a source refuses to make an issue, and why',
  fields: ({ z, uuid, instant }) => ({
    source: z.string().min(1),
    task: uuid(),
    why: z.string(),
    /** Identifies what was sent. It is sent again if it changes, or after the pause. */
    digest: z.string(),
    /** What the refusal is about, and under which conditions. */
    kind: z.string().optional(),
    under: under(z).optional(),
    again: z.object({ times: z.int().positive(), after: instant() }),
    /** The digest for which somebody decided that the task stays here only. As long as it is the same, nothing is sent. */
    kept: z.string().optional(),
  }),
  bookkeeping: ['why', 'digest', 'kind', 'under', 'again'],
  undo: 'only-fields',
  task: (unmade) => unmade.task,
  archived: 'along',
});

/** A change that is about to be sent to a service, so that a lost answer is recognised. Record id: its mark. */
export const SENDING = kind({
  doc: 'a change that is sent to a source, and has no answer yet',
  fields: ({ z, uuid, instant }) => ({
    source: z.string().min(1),
    task: uuid(),
    /** Record id of the link; absent for an item that doesn't exist yet. */
    linked: z.string().optional(),
    act: z.enum(['create', 'edit', 'label', 'managed', 'note']),
    /** The list of a new item. A source of the same list that is added later searches for it. */
    list: z.string().optional(),
    /** The values that are sent, as in `there`. */
    values: z.record(z.string(), z.string()).optional(),
    blobs: z.array(z.string()).optional(),
    note: z.string().optional(),
    at: instant(),
    /** The service's time at which it is sent. Earlier versions stored none. */
    sent: instant().optional(),
  }),
  undo: 'never',
  task: (sending) => sending.task,
});
