import { existsSync } from 'node:fs';
import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitConfigText, isSha256 } from './git-dir.ts';
import { commonOf, type RunsPlace, repositoryPaths } from './paths.ts';
import { bringSettings, broughtSettings, includeText, putFile } from './store-repo.ts';

/** Files of a git folder that change what its git reads, and that Backlog never writes in a private copy. */
const FOREIGN = [
  ...['commondir', 'config.worktree'],
  ...['info/attributes', 'info/grafts', 'info/sparse-checkout', 'objects/info/alternates'],
];

/** Files with the same effect that come from the person's repository: its settings, ignored files and missing parents. */
const OF_PERSON = ['person.config', 'info/exclude'];
const SHALLOW = 'shallow';

/** The files of the private copy's settings, by path in it. A value is undefined without a file, and null for no plain file. */
export type StoreSettings = Readonly<Record<string, Buffer | null | undefined>>;

/** The list of files that Backlog's git ignores beside those of `.gitignore`. */
export function excludeIn(settings: StoreSettings): string {
  return settings['info/exclude']?.toString() ?? '';
}

/**
 * Makes the settings of the private copy Backlog's own again, and removes those that it never writes. Agents and checks
 * that no sandbox contains can write there, and with such a setting, git would overlook files or convert them.
 * @param like a commit with ids of the same kind
 */
export async function ownSettings(place: RunsPlace, like: string): Promise<void> {
  const { store } = repositoryPaths(place);
  const now = await settingsOf(place);
  const config = gitConfigText({ bare: true, sha256: isSha256(like), config: includeText('person.config') });
  const isForeign = (name: string) => now[name] === null || (FOREIGN.includes(name) && now[name] !== undefined);
  for (const name of Object.keys(now).filter(isForeign)) await putSetting(store, name, undefined);
  // Only git knows how to name another format of refs.
  if (now.config?.toString() !== config && !existsSync(join(store, 'reftable')))
    await putFile(join(store, 'config'), config);
  const known = broughtSettings(store);
  if (known && OF_PERSON.every((name) => now[name]?.toString() === known[name])) return;
  if (existsSync(commonOf(place.repository))) await bringSettings(place);
}

/** Reads the settings of the private copy. Follows no link and waits for no pipe. */
export async function settingsOf(place: RunsPlace): Promise<StoreSettings> {
  const { store } = repositoryPaths(place);
  const names = ['config', ...FOREIGN, ...OF_PERSON, SHALLOW];
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
  const isOfPerson = (name: string) => OF_PERSON.includes(name) || (name === SHALLOW && isShallow(place));
  for (const name of changed)
    if (!isOfPerson(name) || now[name] === null) await putSetting(store, name, before[name] ?? undefined);
  if (changed.some((name) => OF_PERSON.includes(name))) await bringSettings(place);
  const after = await settingsOf(place);
  return changed.filter((name) => !isSame(now[name], after[name]));
}

function isShallow({ repository }: RunsPlace): boolean {
  return existsSync(join(commonOf(repository), SHALLOW));
}

async function settingIn(gitDir: string, name: string): Promise<Buffer | null | undefined> {
  const file = join(gitDir, name);
  const facts = await lstat(file).catch(() => undefined);
  if (!facts) return undefined;
  const isOwn = (await lstat(dirname(file))).isDirectory();
  return isOwn && facts.isFile() ? readFile(file) : null;
}

/** Writes a setting or, without content, removes it. Something else in place of its folder is removed, too. */
async function putSetting(gitDir: string, name: string, content: Buffer | undefined): Promise<void> {
  const file = join(gitDir, name);
  const isOwn = (await lstat(dirname(file)).catch(() => undefined))?.isDirectory() ?? false;
  await rm(isOwn ? file : dirname(file), { recursive: true, force: true });
  if (content === undefined) return;
  await mkdir(dirname(file), { recursive: true });
  await putFile(file, content);
}

function isSame(one: Buffer | null | undefined, other: Buffer | null | undefined): boolean {
  return one && other ? one.equals(other) : one === other;
}
