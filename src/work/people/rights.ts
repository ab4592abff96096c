import { refuse } from '../../domain/errors.ts';

/** The rights that a token can have, with what each allows. */
export const RIGHT_MEANINGS = {
  read: 'commands that read',
  write: 'commands that write',
  review: "decisions about runs, and changes of others' claims and work",
  admin: 'the rest that is for people: settings, agents, hooks, repositories, the orchestrator',
} as const;

export type Right = keyof typeof RIGHT_MEANINGS;
export const RIGHTS = Object.keys(RIGHT_MEANINGS) as readonly Right[];

/**
 * Checks that a token, or a person whom a proxy names, has a right.
 * @throws BacklogError `forbidden` without the right
 */
export function checkRight(rights: readonly Right[], wanted: Right, proxied = false): void {
  if (rights.includes(wanted)) return;
  if (proxied)
    refuse('forbidden', `on this server you may ${rights.join(' and ')}, and that needs ${wanted}`, {
      hint: `Ask the person who runs the server: \`backlog serve --proxy-rights ${[...new Set([...rights, wanted])].join(',')}\``,
      data: { rights, wanted },
    });
  refuse('forbidden', `this token may ${rights.join(' and ') || 'do nothing'}, and that needs ${wanted}`, {
    hint: `A person can create another one: \`backlog token add NAME --rights ${[...new Set([...rights, wanted])].join(',')}\``,
    data: { rights, wanted },
  });
}
