import { constants, lstatSync, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { errnoOf } from '../../base/errno.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { CONFIG_FILES, CONFIG_FOLDER } from '../../work/config/files.ts';
import { defineCommand } from '../command.ts';
import { configRepository } from './fields.ts';

export const configInit = defineCommand({
  name: 'config_init',
  title: 'Create a config file',
  summary:
    'Create .backlog/config.yaml in this checkout with the settings and agents of this queue, and its schema for editors. For people.',
  group: 'admin',
  access: { effect: 'write', personAct: 'config', terminalOnly: true },
  input: () =>
    z.strictObject({
      schema: flagInput().describe('Write only the schema again, for example after an update').optional(),
    }),
  output: () =>
    z.strictObject({
      files: z.array(z.string()),
      /** Settings and agents of this queue that the file can't have. */
      left: z.array(z.string()),
    }),
  async run(context, { schema = false }) {
    configRepository(context, undefined);
    const { configSchema, configText, SCHEMA_FILE, teamAddress } = await import('../on-call.ts');
    const { state } = context.store;
    const folder = ownFolder(context.root, CONFIG_FOLDER);
    const schemaFile = `${CONFIG_FOLDER}/${SCHEMA_FILE}`;
    const own = schema ? [] : [CONFIG_FILES[0]!];
    for (const file of schema ? [] : CONFIG_FILES)
      if (lstatSync(join(context.root, file), { throwIfNoEntry: false }))
        refuse('conflict', `${file} exists`, {
          hint: 'Check it: `backlog config check`. To write only the schema: `backlog config init --schema`',
        });
    const { text, left } = configText(
      Array.from(state.all('setting'), ([, setting]) => setting),
      Array.from(state.all('agent'), ([, agent]) => agent),
      context.store.address === undefined ? undefined : teamAddress(context.store.address),
    );
    for (const file of own) await putOwnFile(join(context.root, file), text, constants.O_EXCL);
    await putOwnFile(join(folder, SCHEMA_FILE), `${JSON.stringify(configSchema(), null, 2)}\n`, constants.O_TRUNC);
    return { files: [...own, schemaFile], left: schema ? [] : left };
  },
  show: {
    text: ({ files, left }) =>
      [
        `Wrote ${files.join(' and ')}.`,
        ...(left.length > 0 ? [`Left out, because the file can't have them: ${left.join(', ')}.`] : []),
        ...(files.length > 1
          ? [
              'Next: edit it, `backlog config check`, commit both files on the target branch, then `backlog config trust`.',
            ]
          : []),
      ].join('\n'),
  },
  cli: { examples: ['config init'] },
});

/**
 * Writes the config file of a checkout, and its schema if the file is new.
 * @throws BacklogError `conflict` for a link, or a file of another kind in the way
 */
export async function writeConfig(root: string, file: string, { text, isNew }: { text: string; isNew: boolean }) {
  const { configSchema, SCHEMA_FILE } = await import('../on-call.ts');
  const folder = ownFolder(root, CONFIG_FOLDER);
  await putOwnFile(join(root, file), text, isNew ? constants.O_EXCL : constants.O_TRUNC);
  if (isNew)
    await putOwnFile(join(folder, SCHEMA_FILE), `${JSON.stringify(configSchema(), null, 2)}\n`, constants.O_TRUNC);
}

/** Returns a folder of the checkout, made if it is missing. It must be no link out of the checkout. */
export function ownFolder(root: string, name: string): string {
  const folder = join(root, name);
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) mkdirSync(folder);
  else if (!found.isDirectory())
    refuse('conflict', `${name} exists and is no folder`, { hint: 'Rename or remove it.' });
  return folder;
}

/** Writes a file, but never through a link. */
export async function putOwnFile(file: string, text: string, how: number): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | how;
  const handle = await open(file, flags, 0o644).catch((error: unknown) =>
    refuse('conflict', `can't write ${file}: ${errnoOf(error) ?? String(error)}`, {
      hint: 'Rename or remove it, then run the command again.',
    }),
  );
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
