import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import type { Store } from '../../store/index.ts';
import { CONFIG_LIMITS } from '../../work/config/config-text.ts';
import { type AgreedPart, agreedParts, contentId } from '../../work/config/consent.ts';
import { CONFIG_FILES, CONFIG_FOLDER, PERSON_FILE } from '../../work/config/files.ts';
import { type Config, readConfigFile } from '../../work/config/read-config.ts';
import type { SettingValue } from '../../work/settings/setting-row.ts';
import { backlogHome } from '../../work/workspace/home.ts';
import { committedBytes, committedEntry, committedFolder } from '../git/history/committed-files.ts';
import { branchTip } from '../git/index.ts';

/** The config file of a repository as it is committed on the branch that counts. */
export interface CommittedConfig {
  branch: string;
  commit: string;
  /** Path of the file. Absent if the branch has none. */
  file?: string;
  /** The error because of which the file doesn't count. */
  problem?: string;
  config?: Config;
  asks: AgreedPart;
  free: Readonly<Record<string, SettingValue>>;
  /** Identity of `asks`. Absent if there is nothing to agree to. */
  content?: string;
}

const NOTHING = { asks: { values: {}, agents: [] }, free: {} } as const;

/**
 * Reads the config file that counts: the one in the last commit of the target branch. The target is that of the
 * repository's record or of this queue's setting, otherwise the branch of the main checkout. A config file can't name
 * the branch from which it is read. Worktrees, runs' branches and uncommitted changes don't count.
 * @returns undefined if the branch can't be determined or has no commit
 */
export async function committedConfig(
  state: Pick<Store['state'], 'get'>,
  repository: Repository,
): Promise<CommittedConfig | undefined> {
  const { common } = repository;
  const tip = common === undefined ? undefined : await configTip(state, repository, common);
  if (common === undefined || !tip) return undefined;
  const at = { branch: branchName(tip.ref), commit: tip.commit };
  try {
    const found = await fileIn(repository, tip.commit);
    if (!found) return { ...at, ...NOTHING };
    const bytes = await committedBytes(repository, found.object, CONFIG_LIMITS.bytes);
    const config = await readConfigFile(bytes, { file: found.file, owner: 'repository', repo: repoOf(repository) });
    const parts = agreedParts(config);
    const content = contentId(parts.asks, found.file, repository.places ? repository.name : common);
    return { ...at, file: found.file, config, ...parts, ...(content === undefined ? {} : { content }) };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const problem = [error.message, error.hint].filter(Boolean).join('. ');
    return { ...at, ...NOTHING, file: CONFIG_FILES[0]!, problem };
  }
}

async function configTip(
  state: Pick<Store['state'], 'get'>,
  repository: Repository,
  common: string,
): Promise<{ ref: string; commit: string } | undefined> {
  for (const ref of configRefs(state, repository, common)) {
    const commit = await branchTip(repository, ref);
    if (commit !== undefined) return { ref, commit };
  }
  return undefined;
}

/**
 * Finds the config file in a commit.
 * @throws BacklogError `invalid` for two files, and for a link, a submodule or a folder in the place of the file
 */
async function fileIn(repository: Repository, commit: string): Promise<{ file: string; object: string } | undefined> {
  const folder = await committedEntry(repository, commit, CONFIG_FOLDER);
  if (!folder) return undefined;
  if (folder.mode !== '040000')
    throw new BacklogError('invalid', `${CONFIG_FOLDER}: expected a folder, found ${kindOf(folder.mode)}`);
  const entries = await committedFolder(repository, commit, CONFIG_FOLDER);
  const found = CONFIG_FILES.flatMap((file) => {
    const entry = entries.find(({ name }) => `${CONFIG_FOLDER}/${name}` === file);
    return entry ? [{ file, ...entry }] : [];
  });
  const [first, second] = found;
  const other = entries.find(({ name }) => /^config\.(ya?ml|json[c5]?|toml)$/i.test(name));
  if (!first && other)
    throw new BacklogError('invalid', `${CONFIG_FOLDER}/${other.name} is not read: rename it to ${CONFIG_FILES[0]}`);
  if (!first) return undefined;
  if (second) throw new BacklogError('invalid', `${first.file} and ${second.file} both exist: remove one of them`);
  if (!first.mode.startsWith('100'))
    throw new BacklogError('invalid', `${first.file}: expected a file, found ${kindOf(first.mode)}`);
  return first;
}

const KINDS: Readonly<Record<string, string>> = { '120000': 'a link', '160000': 'a submodule', '040000': 'a folder' };
const kindOf = (mode: string) => KINDS[mode] ?? 'a file';

/** Branches to try if the main checkout is on none. */
const USUAL = ['refs/heads/main', 'refs/heads/master'];

/**
 * Returns the full names of the branches whose config file may count, in their order. The first that exists counts: the
 * target of the repository's record or of this queue's setting, otherwise the branch of the main checkout.
 */
export function configRefs(
  state: Pick<Store['state'], 'get'>,
  { target }: Pick<Repository, 'target'>,
  common: string,
): string[] {
  const wanted = target ?? String(state.get('setting', 'runs.target')?.value ?? '');
  if (wanted !== '') return [`refs/heads/${wanted.replace(/^refs\/heads\//, '')}`];
  const [, head] = /^ref: (refs\/heads\/.+)$/m.exec(headOf(common)) ?? [];
  return head === undefined ? USUAL : [head];
}

function headOf(common: string): string {
  try {
    return readFileSync(join(common, 'HEAD'), 'utf8');
  } catch {
    return '';
  }
}

/** Returns the path of the person's own config file. */
export function personFile(): string {
  return join(backlogHome(process.env), PERSON_FILE);
}
