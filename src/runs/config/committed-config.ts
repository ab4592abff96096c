import { BacklogError } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import type { Store } from '../../store/index.ts';
import { CONFIG_LIMITS, decoded } from '../../work/config/config-text.ts';
import { type AgreedPart, agreedParts, contentId } from '../../work/config/consent.ts';
import { CONFIG_FILES, CONFIG_FOLDER, PASSES_FOLDER } from '../../work/config/files.ts';
import { type Config, readConfigFile } from '../../work/config/read-config.ts';
import { PASS_LIMITS, readPass } from '../../work/passes/read-pass.ts';
import { PASSES } from '../../work/settings/inbox-settings.ts';
import type { SettingValue } from '../../work/settings/setting-row.ts';
import { type CommittedEntry, committedBytes, committedEntries } from '../git/history/committed-files.ts';
import { branchTip } from '../git/index.ts';
import { configRefs } from './config-refs.ts';

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
    const entries = await committedEntries(repository, tip.commit, READ_PATHS);
    const found = fileIn(entries);
    const passes = await passesIn(repository, entries);
    if (!found && passes.size === 0) return { ...at, ...NOTHING };
    const file = found?.file ?? PASSES_FOLDER;
    const bytes = found ? await committedBytes(repository, found.object, CONFIG_LIMITS.bytes) : Buffer.alloc(0);
    const settings = await readConfigFile(bytes, { file, owner: 'repository', repo: repoOf(repository) });
    const config = { ...settings, values: withPasses(settings.values, passes, file) };
    const parts = agreedParts(config);
    const content = contentId(parts.asks, file, repository.places ? repository.name : common);
    return { ...at, file, config, ...parts, ...(content === undefined ? {} : { content }) };
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

/** The paths of a commit that have an effect. */
const READ_PATHS = [CONFIG_FOLDER, `${CONFIG_FOLDER}/`, `${PASSES_FOLDER}/`];

/**
 * Returns the entries of a folder, with their names in it.
 * @throws BacklogError `invalid` for a link, a submodule or a file in the place of the folder
 */
function folderIn(entries: readonly CommittedEntry[], folder: string): (CommittedEntry & { name: string })[] {
  const own = entries.find(({ path }) => path === folder);
  if (own && own.mode !== '040000')
    throw new BacklogError('invalid', `${folder}: expected a folder, found ${kindOf(own.mode)}`);
  return entries.flatMap((entry) => {
    const name = entry.path.startsWith(`${folder}/`) ? entry.path.slice(folder.length + 1) : '';
    return name === '' || name.includes('/') ? [] : [{ ...entry, name }];
  });
}

/**
 * Finds the config file.
 * @throws BacklogError `invalid` for two files, and for a link, a submodule or a folder in the place of the file
 */
function fileIn(listed: readonly CommittedEntry[]): { file: string; object: string } | undefined {
  const entries = folderIn(listed, CONFIG_FOLDER);
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

/**
 * Reads the pass files, by the names of the settings that they are.
 * @throws BacklogError `invalid` for a link, a file that is too long, and for one that is no pass
 */
async function passesIn(repository: Repository, listed: readonly CommittedEntry[]): Promise<Map<string, string>> {
  const entries = folderIn(listed, PASSES_FOLDER).filter(({ name }) => /\.md$/i.test(name));
  if (entries.length > PASS_LIMITS.files)
    throw new BacklogError(
      'invalid',
      `${PASSES_FOLDER}: expected at most ${PASS_LIMITS.files} files, found ${entries.length}`,
    );
  const found = new Map<string, string>();
  for (const { name: base, mode, object } of entries) {
    const file = `${PASSES_FOLDER}/${base}`;
    if (!mode.startsWith('100')) throw new BacklogError('invalid', `${file}: expected a file, found ${kindOf(mode)}`);
    const bytes = await committedBytes(repository, object, PASS_LIMITS.bytes);
    if (bytes.length > PASS_LIMITS.bytes)
      throw new BacklogError('invalid', `${file}: expected at most ${PASS_LIMITS.bytes} bytes`);
    const { name } = await readPass(base.slice(0, -'.md'.length), bytes.toString(), file);
    found.set(`${PASSES}${name}`, decoded(bytes, file).trim());
  }
  return found;
}

/** Adds passes to the settings of a config file. @throws BacklogError `invalid` for one that both contain */
function withPasses(values: Config['values'], passes: ReadonlyMap<string, string>, file: string): Config['values'] {
  for (const name of passes.keys())
    if (values.has(name))
      throw new BacklogError('invalid', `${file}: ${name} is a file in ${PASSES_FOLDER}, too: remove one of them`);
  return new Map([...values, ...passes]);
}

const KINDS: Readonly<Record<string, string>> = { '120000': 'a link', '160000': 'a submodule', '040000': 'a folder' };
const kindOf = (mode: string) => KINDS[mode] ?? 'a file';
