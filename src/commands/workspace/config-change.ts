import { join } from 'node:path';
import type { ProposedSettings } from '../../runs/setup/proposed-settings.ts';
import { sha256 } from '../../store/index.ts';
import { CONFIG_FILES } from '../../work/config/files.ts';
import type { Context } from '../../work/workspace/context.ts';

/** A change of the checkout's config file that a person can accept. */
export interface ConfigChange extends ProposedSettings {
  file: string;
  diff: string;
  write(): Promise<void>;
}

/**
 * Makes the change of the config file that proposed settings need. Its sum stands for exactly this difference.
 * @throws BacklogError `invalid` for a file that can't be read, `conflict` if the settings fit nowhere in it
 */
export async function configChange(context: Context, { folder, settings }: ProposedSettings): Promise<ConfigChange> {
  const { configWith, readPlainFile } = await import('../on-call.ts');
  const { diffDocuments } = await import('../../text/document-diff.ts');
  const textOf = (name: string) => readPlainFile(join(context.root, name), name)?.toString('utf8');
  const file = CONFIG_FILES.find((name) => textOf(name) !== undefined) ?? CONFIG_FILES[0]!;
  const before = textOf(file);
  const { text, added } = await configWith(before, settings, file);
  const names = { before: before === undefined ? '/dev/null' : `a/${file}`, after: `b/${file}` };
  const { text: diff } = diffDocuments({ name: names.before, body: before ?? '' }, { name: names.after, body: text });
  const kept = settings.filter(({ name }) => added.some((one) => one.name === name));
  const write = async () => {
    const { writeConfig } = await import('../config/init.ts');
    await writeConfig(context.root, file, { text, isNew: before === undefined });
  };
  return { folder, settings: kept, sum: sha256(diff).slice(0, 12), file, diff, write };
}

/** Says what a person does after the file was written. */
export const wroteText = (file: string): string =>
  `Wrote ${file}.\nNext: \`backlog config check\`, commit it on the target branch, then \`backlog config trust\`.`;
