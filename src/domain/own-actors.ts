import type { Actor } from './actor.ts';
import { refuse } from './errors.ts';

/** The parts of Backlog that change records without a caller. Nobody else may use these names as an author. */
export const OWN_NAMES = [
  ...[
    'archive',
    'config',
    'expiry',
    'github',
    'history',
    'lease',
    'merge',
    'notices',
    'push',
    'reaper',
    'recurrence',
    'rule',
    'scheduler',
  ],
  ...['stacks', 'statusline', 'supervisor', 'sweep', 'upkeep', 'webhooks'],
] as const;

/** Returns the author of changes that a part of Backlog makes. */
export function ownActor(name: (typeof OWN_NAMES)[number]): Pick<Actor, 'kind' | 'name'> {
  return { kind: 'system', name };
}

/** Checks whether an author is a part of Backlog. */
export function isOwnActor({ kind, name }: Pick<Actor, 'kind' | 'name'>): boolean {
  return kind === 'system' && OWN_NAMES.some((own) => own === name);
}

/** Refuses such an author to a caller. @param said the author as the caller wrote it @throws BacklogError `forbidden` */
export function refuseOwn(said: string): never {
  return refuse('forbidden', `${said} is the author of changes that Backlog makes itself`, {
    hint: 'Choose another name, for example `--as system:nightly`.',
  });
}
