import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../base/version.ts';
import { PERSON_CONFIG } from '../../domain/kinds/config.ts';
import type { Repository } from '../../domain/records.ts';
import { CONFIG_FILES, PASSES_FOLDER } from '../../work/config/files.ts';
import type { Context } from '../../work/workspace/context.ts';
import { personFile } from '../../work/workspace/home.ts';
import { refInFiles } from '../git/store/ref-files.ts';
import { runsFolder } from '../run-folder.ts';
import { readCache, writeCache } from '../upkeep/cache-file.ts';
import { configRefs } from './config-refs.ts';

/**
 * Reads the config files if one of them may have changed. Every command calls it, so it reads only names of files and of
 * branches, and loads git's code only after a change.
 */
export async function followConfigs(context: Context): Promise<void> {
  const { state } = context.store;
  const file = join(runsFolder(context), 'configs.json');
  const marks = marksOf(context);
  // Another queue's records can take the place of those that were read here.
  const withRead = () => `${marks} ${JSON.stringify([...state.all('config')])}`;
  if (marks === undefined || withRead() === readCache(file)) return;
  const { noticeConfigs } = await import('./notice-config.ts');
  await noticeConfigs(context);
  writeCache(file, withRead());
}

/**
 * Returns a text that changes when a config file can have changed; undefined if there never was one. Only git can read
 * some branches. Then the text is never the same.
 */
function marksOf({ store: { state }, repositories }: Context): string | undefined {
  const own = markOfFile(personFile());
  const marks = repositories.all.flatMap((repository) => {
    const { name, common, folder } = repository;
    const known = state.get('config', name) !== undefined || state.get('consent', name) !== undefined;
    if (
      common === undefined ||
      !(known || isBare(repository) || [...CONFIG_FILES, PASSES_FOLDER].some((file) => markOfFile(join(folder, file))))
    )
      return [];
    const refs = configRefs(state, repository, common);
    return [[name, common, ...refs.map((ref) => [ref, refInFiles(common, ref)])]];
  });
  if (own === undefined && marks.length === 0 && state.get('config', PERSON_CONFIG) === undefined) return undefined;
  const text = JSON.stringify([version, own, marks]);
  return text.includes('"unclear"') ? `${text} ${randomBytes(8).toString('hex')}` : text;
}

/** A bare repository has no checkout that shows whether it has a config file. */
function isBare({ common, folder }: Repository): boolean {
  return common === folder;
}

function markOfFile(file: string): string | undefined {
  try {
    const found = statSync(file);
    return `${found.mtimeMs} ${found.size} ${found.ino}`;
  } catch {
    return undefined;
  }
}
