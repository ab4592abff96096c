import { didYouMean, nearest } from '../../../base/nearest.ts';
import { present } from '../../../base/present.ts';
import { ACTOR_KINDS, parseSignature } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { DEFAULT_COEFFICIENTS } from '../../../domain/urgency/coefficients.ts';
import { readFilter } from '../../../filter/index.ts';
import { oneLine } from '../../../text/safe.ts';
import type { Said } from '../machine/row.ts';
import { type OwnFile, ownFile, readOwnFile, writeOwnFile } from '../words/own-file.ts';

/** A named set of a queue, a filter and an author. */
export interface Profile {
  queue?: string;
  /** A filter that applies to every filter of a command line. */
  filter?: string;
  /** The value of --as. */
  as?: string;
}

/** Lists the profiles of a person. */
export function listProfiles(env: NodeJS.ProcessEnv): Said {
  const said = jsonOf(env);
  const lines = Object.entries(said.profiles).map(([one, profile]) =>
    [rowText(one, profile), ...(one === env.BACKLOG_PROFILE ? ['(the default, by BACKLOG_PROFILE)'] : [])].join('  '),
  );
  return { json: said, text: lines.join('\n') || 'No profiles. To add one: `backlog profile add NAME -w QUEUE`' };
}

const jsonOf = (env: NodeJS.ProcessEnv) => ({ profiles: readProfiles(env), default: env.BACKLOG_PROFILE || null });

const NAME = /^[a-z][\w-]*$/i;

type NewProfile = { name: string } & { [Field in keyof Profile]: string | undefined };

/** Adds or replaces a profile. @throws BacklogError `usage` */
export async function addProfile(asked: NewProfile, env: NodeJS.ProcessEnv): Promise<Said> {
  const { name } = asked;
  const profile = await checkedProfile(asked);
  writeOwnFile(profileFile(env), { ...readProfiles(env), [name]: profile });
  return { json: jsonOf(env), text: rowText(name, profile) };
}

/** Returns what a new profile sets. @throws BacklogError `usage` */
export async function checkedProfile({ name, queue, filter, as }: NewProfile): Promise<Profile> {
  const profile: Profile = present({ queue, filter, as });
  if (!NAME.test(name))
    refuse('usage', `profile: expected a name of a to z, 0 to 9, _ and -, the first a letter, received "${name}"`);
  if (Object.keys(profile).length === 0)
    refuse('usage', `profile: ${name} sets nothing`, {
      hint: `Give it a queue, a filter or an author: \`backlog profile add ${name} -w QUEUE\``,
    });
  if (profile.as !== undefined && !parseSignature(profile.as))
    refuse('usage', `--as: expected kind:name with ${ACTOR_KINDS.join(', ')} as kind, received "${profile.as}"`);
  if (profile.filter !== undefined) await checkFilter(profile.filter);
  return profile;
}

/**
 * Checks that a filter is valid by itself and inside parentheses: `a ) or ( b` is valid only there. Saved filters are
 * those of each queue, so any name is accepted.
 */
async function checkFilter(filter: string): Promise<void> {
  if (filter.trim() === '') refuse('usage', '--filter is empty');
  const clock = { now: Date.now(), zone: 'UTC' };
  const english = await (await import('../../../time/index.ts')).loadEnglish();
  for (const text of [`( ${filter} )`, filter])
    await readFilter(text, {
      ...{ clock, english, coefficients: DEFAULT_COEFFICIENTS },
      views: () => '+PENDING',
      viewNames: () => [],
    });
}

/** Removes a profile. @throws BacklogError `not-found` with the nearest name */
export function removeProfile(name: string, env: NodeJS.ProcessEnv): Said {
  profileNamed(name, env, 'profile');
  const { [name]: _, ...others } = readProfiles(env);
  writeOwnFile(profileFile(env), others);
  return { json: jsonOf(env), text: `Removed the profile ${name}` };
}

/** Returns a person's profile. @throws BacklogError `not-found` with the nearest name */
export function profileNamed(name: string, env: NodeJS.ProcessEnv, from: string): Profile {
  const profiles = readProfiles(env);
  if (Object.hasOwn(profiles, name)) return profiles[name]!;
  return refuse('not-found', `${from}: no profile "${name}"${didYouMean(name, Object.keys(profiles))}`, {
    hint: 'List your profiles: `backlog profile list`',
    data: { received: name, nearest: nearest(name, Object.keys(profiles)) },
  });
}

export function readProfiles(env: NodeJS.ProcessEnv): Readonly<Record<string, Profile>> {
  return readOwnFile(profileFile(env));
}

function profileFile(env: NodeJS.ProcessEnv): OwnFile<Profile> {
  return { file: ownFile(env, 'profiles.json'), fits: isProfile, expected: 'an object of profiles by name' };
}

const FIELDS: readonly string[] = ['queue', 'filter', 'as'];

function isProfile(value: unknown): value is Profile {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(([field, text]) => FIELDS.includes(field) && typeof text === 'string')
  );
}

function rowText(name: string, { queue, filter, as }: Profile): string {
  const parts = [queue && `queue ${queue}`, filter && `filter ${filter}`, as && `author ${as}`].filter(Boolean);
  return oneLine(`${name}: ${parts.join(', ')}`);
}
