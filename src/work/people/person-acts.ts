import { ownProperty } from '../../base/own-property.ts';
import { isPersons } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { Change, Tx } from '../../store/index.ts';
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
  /** The right that allows the action to a token, whoever its author is. Without it, no token may do the action. */
  right?: Right;
  /** Whether programs that no agent started may do the action, too, such as systemd and CI jobs. */
  programs?: true;
}

/**
 * Actions that only people may do, unless a person's setting allows them to other callers. Every interface checks this
 * table.
 */
export const PERSON_ACTS = {
  'runs.decide': { does: 'deciding about runs', setting: 'review.agents', right: 'review' },
  'runs.override': { does: 'approving a result whose checks failed', right: 'review' },
  'runs.risk': { does: 'approving a result of high risk', right: 'review' },
  'runs.seen': { does: 'approving a result whose task or issue changed since', right: 'review' },
  'runs.hiddenTests': { does: 'deciding about a hidden test', right: 'review' },
  'runs.suggestions': { does: 'applying suggestions', right: 'review' },
  'runs.overLimits': { does: 'starting a run that the limits of its agent exclude', right: 'admin' },
  orchestrate: {
    does: 'starting the orchestrator or changing its limits',
    setting: 'orchestrator.agents',
    right: 'admin',
  },
  night: { does: 'beginning a night or continuing one', right: 'admin' },
  autonomy: { does: 'stopping or continuing autonomy', right: 'admin' },
  purge: { does: 'purging', setting: 'purge.agents', right: 'admin' },
  purged: { does: 'bringing a purged task back', setting: 'purge.agents', right: 'admin' },
  settings: { does: 'changing settings', right: 'admin' },
  config: { does: 'agreeing to a config file or creating one', right: 'admin' },
  agents: { does: 'changing agents', right: 'admin' },
  gitHooks: { does: 'changing git hooks', right: 'admin' },
  repositories: { does: 'adding, changing or removing repositories', right: 'admin' },
  'repositories.sync': { does: 'fetching and pushing', setting: 'repo.agents', right: 'admin' },
  sources: { does: 'adding, changing or removing sources', right: 'admin' },
  'sources.push': { does: 'agreeing that Backlog changes issues', right: 'admin' },
  webhooks: { does: 'adding, changing or removing webhooks', right: 'admin' },
  notices: { does: 'taking notices', right: 'admin' },
  salvage: { does: "giving up changes that can't be read", right: 'admin' },
  restore: { does: 'restoring a backup', right: 'admin' },
  clients: { does: 'changing the files of a client', right: 'admin' },
  tokens: { does: 'adding or removing tokens of the machine' },
  'tokens.queue': { does: 'adding or removing tokens of the queue', right: 'admin' },
  queues: { does: 'choosing the place of a queue, removing and restoring it', right: 'admin' },
  profiles: { does: 'changing profiles', right: 'admin' },
  aliases: { does: 'changing aliases', right: 'admin' },
  board: { does: 'opening the board' },
  'server.network': { does: 'serving on an address of the network', right: 'admin', programs: true },
  'server.end': { does: 'stopping or replacing the server', right: 'admin', programs: true },
  'claims.others': { does: "releasing someone else's claim", right: 'review' },
  'claims.lasting': { does: 'choosing how long a claim lasts', right: 'review' },
  'tasks.direct': { does: 'changing the spec, scope or criteria of a claimed task', right: 'review' },
  'tasks.checks': {
    does: 'changing checks, criteria or size of a task of an active run, or the fields by which rules choose it',
    right: 'review',
  },
  'tasks.accept': { does: 'accepting tasks for the orchestrator', right: 'admin' },
  'inbox.decide': { does: 'deciding about proposals', setting: 'inbox.agents', right: 'admin' },
  'passes.run': { does: 'running passes', right: 'admin' },
  'files.replace': { does: 'overwriting a file that is not an export of the queue', right: 'admin' },
  'undo.others': { does: "undoing someone else's change", right: 'review' },
} as const satisfies Readonly<Record<string, PersonRow>>;

export type PersonAct = keyof typeof PERSON_ACTS;

/** The actions that change a kind of record which undo restores. Undoing such a change is the same action. */
const ACTS_ON_KINDS: ReadonlyMap<string, PersonAct> = new Map([['setting', 'settings']]);

/** The facts about a caller that decide about actions for people. */
type ActCaller = Pick<Caller, 'actor' | 'rights' | 'tokenIgnored' | 'proxied'>;

/**
 * Checks whether the caller may do an action. A token may if it has the right. Without a token, a person may and, if
 * the setting allows it, everybody. A script isn't a person, since agents start scripts, too.
 * @param records the settings; without them no setting allows anything
 */
export function mayAct(
  { actor, rights }: Pick<Caller, 'actor' | 'rights'>,
  act: PersonAct,
  records?: Pick<Tx, 'get'>,
): boolean {
  const row: PersonRow = PERSON_ACTS[act];
  if (rights) return row.right !== undefined && rights.includes(row.right);
  if (actor.kind === 'human' || (row.programs && actor.kind === 'system')) return true;
  const setting = row.setting === undefined ? undefined : records?.get('setting', row.setting);
  return setting?.value === true && (isPersons(setting.actor) || setting.token !== undefined);
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
  if (!mayAct(caller, act, store.state)) refuseAct(caller, act, command);
}

/**
 * Like {@link checkPerson}, for calls outside of a workspace, which has no settings.
 * @throws BacklogError `forbidden`
 */
export function checkIsPerson(caller: ActCaller, act: PersonAct, command: string): void {
  if (!mayAct(caller, act)) refuseAct(caller, act, command);
}

function refuseAct({ actor, rights, tokenIgnored, proxied }: ActCaller, act: PersonAct, command: string): never {
  const { does, setting, right }: PersonRow = PERSON_ACTS[act];
  if (rights && right) checkRight(rights, right, proxied);
  const author = `${rights && !proxied ? 'a token of ' : ''}${actor.kind}:${actor.name}`;
  const allowed = setting && !rights ? `, or to allow it: \`backlog setting set ${setting} true\`` : '';
  const ignored = tokenIgnored ? ' BACKLOG_TOKEN does not count in the environment of an agent.' : '';
  const why =
    actor.kind === 'system' && !rights
      ? `the call of ${author} has no terminal`
      : `the author of this call is ${author}`;
  return refuse('forbidden', `${does} is for people, and ${why}`, {
    hint: `Ask a person to run \`backlog ${command}\` at a terminal${allowed}.${ignored}${actor.kind === 'system' ? byToken(right) : ''}`,
    data: { signedBy: actor.kind, ...(rights ? {} : { personAct: act }), ...(setting ? { setting } : {}) },
  });
}

/** Returns how a script may do an action: with a token that a person adds once. */
function byToken(right: Right | undefined): string {
  if (right === undefined) return '';
  const rights = ['read', 'write', right].join(',');
  return ` A script needs a token, which a person adds: \`backlog token add ci --rights ${rights}\`. The script gives it in BACKLOG_TOKEN.`;
}

/**
 * Throws unless the caller may make these changes again or undo them.
 * @param command as for {@link checkPerson}
 * @throws BacklogError `forbidden`
 */
export function checkChanges(
  context: Pick<Context, 'store' | 'caller'>,
  changes: readonly Pick<Change, 'kind'>[],
  command: string,
): void {
  for (const [kind, act] of ACTS_ON_KINDS)
    if (changes.some((change) => change.kind === kind)) checkPerson(context, act, command);
}

/** Returns the action that only a person may do, if an error refuses it to the caller. */
export function refusedAct(error: unknown): PersonAct | undefined {
  if (!(error instanceof BacklogError) || error.code !== 'forbidden') return undefined;
  const act = String(error.data?.personAct);
  return ownProperty<PersonRow>(PERSON_ACTS, act) && (act as PersonAct);
}
