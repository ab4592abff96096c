import { ownProperty } from '../../base/own-property.ts';
import { type Actor, isPersons } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { Tx } from '../../store/index.ts';
import type { Caller, Context } from '../workspace/context.ts';
import { checkRight, type Right } from './rights.ts';

interface PersonRow {
  /** The action as the subject of the sentence "… is for people". */
  does: string;
  /**
   * The setting that allows the action to every caller while it is true. Only a person at a terminal can change such a
   * setting.
   */
  setting?: string;
  /** The right that a token needs for the action, even if the token belongs to a person. */
  right?: Right;
}

/**
 * Actions that only people may do, unless a person's setting allows them to other callers. Every interface checks this
 * table.
 */
export const PERSON_ACTS = {
  'runs.decide': { does: 'deciding about runs', setting: 'review.agents', right: 'review' },
  'runs.override': { does: 'approving a result whose checks failed' },
  'runs.overLimits': { does: 'starting a run that the limits of its agent exclude' },
  orchestrate: { does: 'starting the orchestrator or changing its limits', setting: 'orchestrator.agents' },
  purge: { does: 'purging', setting: 'purge.agents' },
  settings: { does: 'changing settings' },
  agents: { does: 'changing agents' },
  gitHooks: { does: 'changing git hooks' },
  restore: { does: 'restoring a backup' },
  clients: { does: 'changing the files of a client' },
  tokens: { does: 'deciding who may call the board' },
  queues: { does: 'removing and restoring a queue' },
  profiles: { does: 'changing profiles' },
  board: { does: 'opening the board' },
  'claims.others': { does: "releasing someone else's claim" },
  'claims.lasting': { does: 'choosing how long a claim lasts' },
  'tasks.direct': { does: 'changing the spec, scope or criteria of a claimed task' },
  'tasks.checks': { does: 'changing the checks or criteria of a task of an active run' },
  'files.replace': { does: 'overwriting a file that is not an export of the queue' },
  'undo.others': { does: "undoing someone else's change" },
} as const satisfies Readonly<Record<string, PersonRow>>;

export type PersonAct = keyof typeof PERSON_ACTS;

/**
 * Checks whether the caller may do an action. Allowed are a person, a token with the right, and, if the setting allows
 * it, everybody. A script isn't a person, since agents start scripts, too.
 * @param records the settings; without them no setting allows anything
 */
export function mayAct(
  { actor, rights }: Pick<Caller, 'actor' | 'rights'>,
  act: PersonAct,
  records?: Pick<Tx, 'get'>,
): boolean {
  const row: PersonRow = PERSON_ACTS[act];
  if (rights && row.right) return rights.includes(row.right);
  if (actor.kind === 'human') return true;
  const setting = row.setting === undefined ? undefined : records?.get('setting', row.setting);
  return setting?.value === true && isPersons(setting.actor);
}

/**
 * Throws unless {@link mayAct} allows the action.
 * @param command the command after `backlog` with which a person does the action
 * @throws BacklogError `forbidden`
 */
export function checkPerson(
  { store, caller }: Pick<Context, 'store' | 'caller'>,
  act: PersonAct,
  command: string,
): void {
  if (mayAct(caller, act, store.state)) return;
  const row: PersonRow = PERSON_ACTS[act];
  if (caller.rights && row.right) checkRight(caller.rights, row.right);
  refusePerson(caller.actor, act, command);
}

/**
 * Like {@link checkPerson}, for calls outside of a workspace, which has no settings.
 * @throws BacklogError `forbidden`
 */
export function checkIsPerson(actor: Actor, act: PersonAct, command: string): void {
  if (!mayAct({ actor }, act)) refusePerson(actor, act, command);
}

function refusePerson(actor: Pick<Actor, 'kind' | 'name'>, act: PersonAct, command: string): never {
  const { does, setting }: PersonRow = PERSON_ACTS[act];
  return refuse('forbidden', `${does} is for people, and the author of this call is ${actor.kind}:${actor.name}`, {
    hint: `Ask a person to run \`backlog ${command}\` at a terminal${setting ? `, or to allow it: \`backlog setting set ${setting} true\`` : ''}.`,
    data: { signedBy: actor.kind, personAct: act, ...(setting ? { setting } : {}) },
  });
}

/** Returns the action that only a person may do, if an error refuses it to the caller. */
export function refusedAct(error: unknown): PersonAct | undefined {
  if (!(error instanceof BacklogError) || error.code !== 'forbidden') return undefined;
  const act = String(error.data?.personAct);
  return ownProperty<PersonRow>(PERSON_ACTS, act) && (act as PersonAct);
}
