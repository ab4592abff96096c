import { existsSync } from 'node:fs';
import { gitConfigText, isSha256 } from './git-dir.ts';
import { ANY_CONTENT, FOREIGN, ownGitDir, ownShallow, putGitFile, SHALLOW, settingIn } from './own-git-dir.ts';
import { commonOf, type RunsPlace, repositoryPaths } from './paths.ts';
import { isShallow } from './promised.ts';
import { bringSettings, broughtSettings, includeText } from './store-repo.ts';

/** Settings of the private copy that come from the person's repository: converted files and ignored ones. */
const OF_PERSON = ['person.config', 'info/exclude'];

/** The files of the private copy's settings, by path in it. A value is undefined without a file, and null for no plain file. */
export type StoreSettings = Readonly<Record<string, Buffer | null | undefined>>;

/** The list of files that Backlog's git ignores beside those of `.gitignore`. */
export function excludeIn(settings: StoreSettings): string {
  return settings['info/exclude']?.toString() ?? '';
}

/**
 * Makes the settings of the private copy Backlog's own again.
 * @param like a commit with ids of the same kind
 */
export async function ownSettings(place: RunsPlace, like: string): Promise<void> {
  const { store } = repositoryPaths(place);
  if (!existsSync(store)) return;
  const persons = hasRepository(place) ? [commonOf(place.repository)] : [];
  const config = gitConfigText({ bare: true, sha256: isSha256(like), config: includeText('person.config') });
  const ofPerson = Object.fromEntries([...OF_PERSON, SHALLOW].map((name) => [name, ANY_CONTENT] as const));
  await ownGitDir(store, { config, ...ofPerson });
  await ownShallow(store, persons);
  const known = broughtSettings(store);
  const now = await settingsOf(place);
  if (known && OF_PERSON.every((name) => now[name]?.toString() === known[name])) return;
  if (persons.length > 0) await bringSettings(place);
}

/** Checks whether the person's repository is where its record says. */
export function hasRepository({ repository: { common } }: RunsPlace): boolean {
  return common !== undefined && existsSync(common);
}

/** Reads the settings of the private copy. Follows no link and waits for no pipe. */
export async function settingsOf(place: RunsPlace): Promise<StoreSettings> {
  const { store } = repositoryPaths(place);
  const names = [...new Set(['config', ...FOREIGN, ...OF_PERSON, SHALLOW])];
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await settingIn(store, name)] as const)),
  );
}

/**
 * Puts the settings of the private copy back that changed since they were read. What the person changed meanwhile stays.
 * @returns the paths of the others
 */
export async function restoreSettings(place: RunsPlace, before: StoreSettings): Promise<string[]> {
  const { store } = repositoryPaths(place);
  const now = await settingsOf(place);
  const changed = Object.keys(now).filter((name) => !isSame(now[name], before[name]));
  if (changed.length === 0) return [];
  const isOfPerson = (name: string) => OF_PERSON.includes(name) || (name === SHALLOW && isShallow(place.repository));
  for (const name of changed)
    if (!isOfPerson(name) || now[name] === null) await putGitFile(store, name, before[name] ?? undefined);
  if (changed.some((name) => OF_PERSON.includes(name))) await bringSettings(place);
  const after = await settingsOf(place);
  return changed.filter((name) => !isSame(now[name], after[name]));
}

function isSame(one: Buffer | null | undefined, other: Buffer | null | undefined): boolean {
  return one && other ? one.equals(other) : one === other;
}
