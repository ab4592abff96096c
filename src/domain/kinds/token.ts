import { ACTOR_KINDS } from '../actor.ts';
import { kind } from './row.ts';

/**
 * A token of the queue, with which a script, an agent or a person calls from any machine that shares the queue. Only its
 * hash is stored, so the record gives no access. Record id: its name.
 */
export const TOKEN = kind({
  doc: 'a token that is valid on every machine that shares the queue',
  terminal: true,
  hidden: ['sha256'],
  fields: ({ z, instant }) => ({
    name: z.string().min(1),
    /** The author of changes made with the token. */
    actor: z.object({ kind: z.enum(ACTOR_KINDS), name: z.string().min(1) }),
    /** The rights. Those that a later version of Backlog added don't count in this version. */
    rights: z.array(z.string()),
    /** SHA-256 of the token's text, lower-case hex. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hex'),
    at: instant(),
    /** The author who made it. */
    by: z.string(),
    /** The time from which the token is invalid. Absent if it stays valid until it is removed. */
    expires: instant().exactOptional(),
  }),
  undo: 'refused',
  insteadOfUndo: (id) => `Remove the token instead: \`backlog token remove ${id}\``,
  historyText: {
    name: (id) => `token ${id}`,
    value: ({ rights, actor, expires }) =>
      rights &&
      `${rights.join(',')}${actor ? ` as ${actor.kind}:${actor.name}` : ''}${expires ? ` until ${expires}` : ''}`,
  },
});
