import { refuse } from '../../domain/errors.ts';

/** The rights that a token can have. */
export const RIGHTS = ['read', 'write', 'review'] as const;
export type Right = (typeof RIGHTS)[number];

/** Checks that a token has a right. @throws BacklogError `forbidden` without the right */
export function checkRight(rights: readonly Right[], wanted: Right): void {
  if (rights.includes(wanted)) return;
  refuse('forbidden', `this token may ${rights.join(' and ') || 'do nothing'}, and that needs ${wanted}`, {
    hint: `A person can create another one: \`backlog token add NAME --rights ${[...new Set([...rights, wanted])].join(',')}\``,
    data: { rights, wanted },
  });
}
