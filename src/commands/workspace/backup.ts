import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { sizeText } from '../../base/size-text.ts';
import { flagInput, pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { runsIn } from '../../runs/find-run.ts';
import { BEFORE_RESTORE, backupsBeforeRestore, KEPT, removeOld } from '../../store/backup/kept.ts';
import type { Unpacked } from '../../store/backup/restore.ts';
import { counted } from '../../text/count.ts';
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
  summary:
    'Write the complete queue with its history and documents to one new file and verify it. Works while others write. Excludes the worktrees of runs.',
  toolset: 'admin',
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
    text: ({ file, bytes, seq, blobs }) =>
      `Backed up ${counted(seq, 'change')} and ${counted(blobs, 'file')} to ${oneLine(file)} (${sizeText(bytes)}) and verified the backup.\n\`backlog restore ${oneLine(file)}\` restores it.`,
  },
  cli: { positional: ['file'], examples: ['backup', 'backup ../queue.tar.gz'] },
});

export const backlogRestore = defineCommand({
  name: 'backlog_restore',
  title: 'Restore a backup',
  summary:
    'Replace the queue with a backup. Refused if changes would be lost; `force: true` first makes a backup of them. For people.',
  toolset: 'admin',
  access: { effect: 'destructive', personAct: 'restore', terminalOnly: true, toleratesDamage: true },
  input: () =>
    z.strictObject({
      file: pathInput('File that backlog_backup wrote', 'read'),
      force: flagInput().describe('Restore even if changes are lost, after a backup of them').optional(),
    }),
  output: () =>
    z.strictObject({
      dir: z.string(),
      seq: z.int(),
      lost: z.int(),
      /** The file with the queue's content from before the restore. */
      backup: z.string().exactOptional(),
      /** Backups of earlier restores that expired and were removed. */
      removed: z.array(z.string()).exactOptional(),
    }),
  async run(context, { file, force = false }) {
    const from = fileNamed(context, file).file;
    if (!existsSync(from))
      refuse('usage', `restore: there is no file ${oneLine(file)}`, {
        hint: 'Give a file that `backlog backup` wrote. To restore an archived task: `backlog archive restore 12`. To restore an older text: `backlog doc restore`',
        data: { received: file },
      });
    const { backupStore, putInPlace, unpack } = await import('./backup-files.ts');
    const { dir } = context.workspace();
    const unpacked = await unpack(from, dir, context.caller.progress);
    try {
      const { lost, there, report } = unpacked;
      checkRuns(context);
      if (there && lost !== 0 && !force) refuseLoss(lost, report.seq);
      const kept = there && lost !== 0 ? await keep(context, unpacked, backupStore) : undefined;
      await putInPlace(unpacked, (await context.workspace().create()).dir, kept?.seq);
      const removed = kept ? removeOld(backupsHere(context), KEPT.backups, context.clock.now) : [];
      return {
        dir,
        seq: report.seq,
        lost: lost ?? 0,
        ...(kept ? { backup: kept.file } : {}),
        ...(removed.length > 0 ? { removed } : {}),
      };
    } finally {
      await unpacked.drop();
    }
  },
  show: {
    text: ({ dir, seq, lost, backup, removed = [] }) =>
      [
        `Restored ${counted(seq, 'change')} to ${oneLine(dir)}.`,
        ...(backup ? [`The replaced queue (${counted(lost, 'more change')}) is in ${oneLine(backup)}.`] : []),
        ...(removed.length > 0 ? [`Removed ${counted(removed.length, 'backup')} of earlier restores.`] : []),
        'Open sessions report that the queue was replaced. Start them again.',
      ].join('\n'),
  },
  cli: { positional: ['file'], examples: ['restore ../queue.tar.gz', 'restore ../queue.tar.gz --force'] },
});

/**
 * Refuses a restore while runs are active. Their supervisors would overwrite restored records, and the store would lose
 * the runs that their worktrees belong to.
 */
function checkRuns({ store }: Context): void {
  const live = runsIn(store.state).filter(({ state }) => isLive(state));
  if (live.length > 0)
    refuse('conflict', `${live.map(({ id }) => id).join(', ')} ${live.length === 1 ? 'is' : 'are'} active`, {
      hint: 'Stop the runs first: `backlog run stop RUN`',
    });
}

function refuseLoss(lost: number | undefined, seq: number): never {
  const what = lost === undefined ? 'the present queue cannot be read' : `${counted(lost, 'commit')} would be lost`;
  return refuse('conflict', `${what}: the backup ends with commit ${seq}`, {
    hint: 'Restore it anyway with `--force`, which keeps a backup of the present queue.',
    data: { lost },
  });
}

/** Keeps a copy of a damaged store without any change. */
async function keep(
  context: Context,
  { lost }: Unpacked,
  backupStore: typeof import('./backup-files.ts').backupStore,
): Promise<{ file: string; seq?: number }> {
  const file = defaultFile(context, BEFORE_RESTORE);
  if (lost !== undefined) return backupStore(context.workspace().dir, file);
  const { copyStore } = await import('./backup-files.ts');
  return { file: await copyStore(context.workspace().dir, file.replace(/\.tar\.gz$/, '')) };
}

function defaultFile(context: Context, what: string): string {
  const { folder, queue } = placeOf(context);
  const { now, zone } = context.clock;
  const at = formatLocal(now, zone).replace(/[-:]/g, '').replace('T', '-');
  return join(folder, `${queue}-${what}-${at}.tar.gz`);
}

/** Returns the default folder of backups, and the queue's name for the file names of backups. */
function placeOf({ workspace }: Context): { folder: string; queue: string } {
  const { dir, root, foundBy } = workspace();
  const folder = foundBy === 'BACKLOG_DIR' ? dirname(dir) : join(dirname(dirname(dir)), 'backups');
  return { folder, queue: basename(root).replace(/[^\w.-]+/g, '-') || 'queue' };
}

/** Returns the backups of this queue that were made before a restore, newest first. */
export function backupsHere(context: Context): string[] {
  const { folder, queue } = placeOf(context);
  return backupsBeforeRestore(folder, queue);
}
