import { didYouMean } from '../../../base/nearest.ts';
import { present } from '../../../base/present.ts';
import { parseOwnFlags, TEXT } from '../../../commands/own-flags.ts';
import { ACTOR_KINDS, parseSignature } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { DEFAULT_COEFFICIENTS } from '../../../domain/urgency/coefficients.ts';
import { readFilter } from '../../../filter/index.ts';
import { jsonText, oneLine } from '../../../text/safe.ts';
import { type OwnFile, ownFile, readOwnFile, writeOwnFile } from '../words/own-file.ts';

/** A named set of a queue, a filter and an author. */
export interface Profile {
  queue?: string;
  /** A filter that applies to every filter of a command line. */
  filter?: string;
  /** The value of --as. */
  as?: string;
}

export const PROFILE_HELP = [
  'backlog profile [list]                     list your profiles',
  'backlog profile add NAME [flags]           add or replace one',
  'backlog profile remove NAME                remove one',
  '',
  'A profile is a set of a queue, a filter and an author. `--profile NAME` uses it for one command, BACKLOG_PROFILE for all. For people.',
  '',
  '  -w, --queue NAME      The queue, as `backlog queue list` lists it',
  '  -f, --filter FILTER   A filter that the tasks of every filter must match, too. Ids ignore it',
  '  --as KIND:NAME        The author of changes',
  '  --json                Print the output, or the error, as JSON',
  '',
  "Agents ignore BACKLOG_PROFILE. A profile's author has the rules of --as.",
  '',
  'Examples:',
  '  backlog profile add work -w api --filter project:web --as human:ada',
  '  backlog --profile work list',
].join('\n');

/**
 * Runs `backlog profile`.
 * @param checkPerson throws unless the caller is a person
 * @returns the text to print
 * @throws BacklogError
 */
export async function profileCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  checkPerson: (command: string) => void,
): Promise<string> {
  const { values, positionals } = parseOwnFlags('profile', words, {
    ...{ queue: TEXT, filter: TEXT, as: TEXT },
  });
  const [verb = 'list', name, ...more] = positionals;
  if (!['list', 'add', 'remove'].includes(verb) || more.length > 0 || (name === undefined) !== (verb === 'list'))
    return refuse('usage', `profile: expected list, add NAME or remove NAME, received "${positionals.join(' ')}"`, {
      hint: 'See its usage: `backlog profile --help`',
    });
  if (name !== undefined) checkPerson(`profile ${verb} ${name}`);
  if (verb === 'add') await add(name!, present({ queue: values.queue, filter: values.filter, as: values.as }), env);
  else if (verb === 'remove') remove(name!, env);
  const profiles = readProfiles(env);
  if (values.json) return jsonText({ profiles, default: env.BACKLOG_PROFILE || null });
  if (verb === 'remove') return `Removed the profile ${name}`;
  if (verb === 'add') return rowText(name!, profiles[name!]!);
  const lines = Object.entries(profiles).map(([one, profile]) =>
    [rowText(one, profile), ...(one === env.BACKLOG_PROFILE ? ['(the default, by BACKLOG_PROFILE)'] : [])].join('  '),
  );
  return lines.join('\n') || 'No profiles. To add one: `backlog profile add NAME -w QUEUE`';
}

const NAME = /^[a-z][\w-]*$/i;

async function add(name: string, profile: Profile, env: NodeJS.ProcessEnv): Promise<void> {
  if (!NAME.test(name))
    refuse('usage', `profile: expected a name of a to z, 0 to 9, _ and -, the first a letter, received "${name}"`);
  if (Object.keys(profile).length === 0)
    refuse('usage', `profile: ${name} sets nothing`, {
      hint: `Give it a queue, a filter or an author: \`backlog profile add ${name} -w QUEUE\``,
    });
  if (profile.as !== undefined && !parseSignature(profile.as))
    refuse('usage', `--as: expected kind:name with ${ACTOR_KINDS.join(', ')} as kind, received "${profile.as}"`);
  if (profile.filter !== undefined) await checkFilter(profile.filter);
  writeOwnFile(profileFile(env), { ...readProfiles(env), [name]: profile });
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

function remove(name: string, env: NodeJS.ProcessEnv): void {
  profileNamed(name, env, 'profile');
  const { [name]: _, ...others } = readProfiles(env);
  writeOwnFile(profileFile(env), others);
}

/** Returns a person's profile. @throws BacklogError `not-found` with the nearest name */
export function profileNamed(name: string, env: NodeJS.ProcessEnv, from: string): Profile {
  const profiles = readProfiles(env);
  if (Object.hasOwn(profiles, name)) return profiles[name]!;
  return refuse('not-found', `${from}: no profile "${name}"${didYouMean(name, Object.keys(profiles))}`, {
    hint: 'List your profiles: `backlog profile list`',
    data: { received: name },
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
