import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { counted, sizeText } from '../../base/amounts.ts';
import { shellWord } from '../../base/shell-word.ts';
import { pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { backupsBeforeRestore } from '../../store/backup/copy-retention.ts';
import { restoredFolder } from '../../store/workspace/set-aside.ts';
import { oneLine } from '../../text/safe.ts';
import { formatLocal } from '../../time/index.ts';
import { fileNamed } from '../../work/paths/allow-path.ts';
import { inSameFolder } from '../../work/paths/same-folder.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';

const backedUp = () => z.strictObject({ file: z.string(), bytes: z.int(), seq: z.int(), blobs: z.int() });

export const backlogBackup = defineCommand({
  name: 'backlog_backup',
  title: 'Back up the queue',
  elsewhere: 'doctor backup, project export',
  summary:
    'Write the complete queue with its history and documents to one new file and verify it. Works while others write. Excludes the worktrees of runs.',
  group: 'admin',
  access: { effect: 'read', terminalOnly: true },
  input: () =>
    z.strictObject({
      file: pathInput('New file; default: in the backups folder, named by the time', 'new').optional(),
    }),
  output: backedUp,
  async run(context, { file }) {
    if (!context.store.exists) refuse('not-found', 'nothing to back up: there is no queue here yet');
    const { backupStore } = await import('./backup-files.ts');
    const { progress } = context.caller;
    if (file === undefined) return backupStore(context.store.dir, defaultFile(context, 'backup'), { progress });
    const named = fileNamed(context, file);
    return backupStore(context.store.dir, named.file, { progress, inFolder: (_, use) => inSameFolder(named, use) });
  },
  show: {
    text: ({ file, bytes, seq, blobs }, { store: { address, dir } }) => {
      const line = `backlog restore ${shellWord(oneLine(file))}`;
      // A restore replaces no queue on a server.
      const restores =
        address === undefined
          ? `To restore it, a person types \`${line}\`.`
          : `To restore it into a folder, a person types \`BACKLOG_DIR=${shellWord(restoredFolder(dir))} ${line}\`.`;
      return `Backed up ${counted(seq, 'change')} and ${counted(blobs, 'file')} to ${oneLine(file)} (${sizeText(bytes)}) and verified the backup.\n${restores}`;
    },
  },
  cli: { positional: ['file'], examples: ['backup', 'backup ../queue.tar.gz'] },
});

/** Returns the file of a backup for which the caller names none. `what` is a part of its name. */
export function defaultFile(context: Context, what: string): string {
  const { folder, queue } = backupDefaults(context);
  const { now, zone } = context.clock;
  const at = formatLocal(now, zone).replace(/[-:]/g, '').replace('T', '-');
  return join(folder, `${queue}-${what}-${at}.tar.gz`);
}

/** Returns the default folder of backups, and the queue's name for the file names of backups. */
function backupDefaults({ workspace }: Context): { folder: string; queue: string } {
  const { dir, root, foundBy } = workspace();
  const folder = foundBy === 'BACKLOG_DIR' ? dirname(dir) : join(dirname(dirname(dir)), 'backups');
  return { folder, queue: basename(root).replace(/[^\w.-]+/g, '-') || 'queue' };
}

/** Returns the backups of this queue that were made before a restore, newest first. */
export function backupsHere(context: Context): string[] {
  const { folder, queue } = backupDefaults(context);
  return backupsBeforeRestore(folder, queue);
}
