import type { Actor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Context } from './context.ts';
import { checkRight, type Right } from './rights.ts';

/** What is for people, and the command line by which they do it; the setting that lets others do so, too. */
export interface PersonOnly {
  does: string;
  command: string;
  setting?: string;
  /** Of a token that may, as well. */
  right?: Right;
}

/**
 * Lets through a person at a terminal, and whomever a setting lets that a person wrote. Being no agent is not enough: scripts
 * are started by agents, too.
 * @throws BacklogError `forbidden`
 */
export function checkPerson(
  { store, caller: { actor, rights } }: Pick<Context, 'store' | 'caller'>,
  what: PersonOnly,
): void {
  if (rights && what.right) {
    checkRight(rights, what.right);
    return;
  }
  const setting = what.setting === undefined ? undefined : store.state.get('setting', what.setting);
  if (setting?.value === true && setting.actor.startsWith('human:')) return;
  personWanted(actor, what);
}

/**
 * The same where there is no workspace, and no setting.
 * @throws BacklogError `forbidden`
 */
export function personWanted(actor: Pick<Actor, 'kind' | 'name'>, what: Omit<PersonOnly, 'right'>): void {
  if (actor.kind === 'human') return;
  refuse('forbidden', `${what.does} is for people, and this call is signed by ${actor.kind}:${actor.name}`, {
    hint: `Ask a person to run \`backlog ${what.command}\` at a terminal${what.setting ? `, or to set ${what.setting}` : ''}.`,
    data: { signedBy: actor.kind, ...(what.setting ? { setting: what.setting } : {}) },
  });
}
