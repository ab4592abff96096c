import { existsSync } from 'node:fs';
import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { flagInput, pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { runsIn } from '../../runs/find-run.ts';
import { continuingRuns } from '../../runs/merge/continuing.ts';
import { BEFORE_RESTORE, KEPT, removeOld } from '../../store/backup/copy-retention.ts';
import type { Unpacked } from '../../store/backup/restore.ts';
import { openStore, type Store, same } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { executedPart, type IncomingSettings, incomingSettings } from '../../work/config/incoming-settings.ts';
import { fileNamed } from '../../work/paths/allow-path.ts';
import { mayAct } from '../../work/people/person-acts.ts';
import { putSent, sentSince } from '../../work/services/kept-links.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import type { CallQuestion } from '../command-line.ts';
import { askedLineText } from '../config/fields.ts';
import { allowPaths } from '../parse.ts';
import { backupsHere, defaultFile } from './backup.ts';

export const backlogRestore = defineCommand({
  name: 'backlog_restore',
  title: 'Restore a backup',
  summary:
    'Replace the queue with a backup. Refused if changes would be lost; `force: true` first makes a backup of them. For people.',
  group: 'admin',
  access: { effect: 'destructive', personAct: 'restore', terminalOnly: true, toleratesDamage: true },
  input: () =>
    z.strictObject({
      file: pathInput('File that backlog_backup wrote', 'read'),
      force: flagInput().describe('Restore even if changes are lost, after a backup of them').optional(),
      content: z
        .string()
        .min(1)
        .describe(
          'Content id that the refusal printed; agree to the commands, agents, merges and repositories in the backup',
        )
        .optional(),
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
  async run(context, { file, force = false, content }) {
    const from = fileNamed(context, file).file;
    if (!existsSync(from)) refuseNoFile(file);
    const { backupStore, replaceStore } = await import('./backup-files.ts');
    const unpacked = await unpackOnce(context, from);
    try {
      const { lost, there, report } = unpacked;
      checkRuns(context);
      if (there && lost !== 0 && !force) refuseLoss(file, lost, report.seq);
      checkIncoming(await settingsIn(context, unpacked), content);
      const kept = there && lost !== 0 ? await backUpFirst(context, unpacked, backupStore) : undefined;
      await dropGrants(context, unpacked);
      await keepSent(context, unpacked);
      await replaceStore(unpacked, (await context.workspace().create()).dir, kept?.seq);
      const removed = kept ? removeOld(backupsHere(context), KEPT.backups, context.clock.now) : [];
      return {
        dir: context.workspace().dir,
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
  cli: {
    positional: ['file'],
    asks: question,
    examples: ['restore ../queue.tar.gz', 'restore ../queue.tar.gz --force'],
  },
});

/**
 * Returns what a backup would allow or make this queue do without a person, and this queue doesn't have now: settings,
 * agents, merges, and other folders of this machine as repositories.
 */
async function settingsIn({ store, root }: Context, { folder }: Unpacked): Promise<IncomingSettings> {
  const part = (state: Store['state']) => {
    const { values, agents } = executedPart(state);
    const repositories = Array.from(state.all('repository'), ([name, one]) => [
      `repositories.${name}`,
      one.folder,
    ]).filter(([, place]) => place !== root && existsSync(place!));
    return { values: { ...values, ...continuingRuns(state), ...Object.fromEntries(repositories) }, agents };
  };
  return inStore(folder, ({ state }) => incomingSettings(part(state), part(store.state)));
}

async function inStore<T>(dir: string, use: (store: Store) => T | Promise<T>): Promise<T> {
  const opened = await openStore({ dir });
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/** Whether a person must agree: only something that is not there now can execute more than before. */
const asksFor = ({ lines }: IncomingSettings) => lines.some(({ change }) => change === 'added');

/** @throws BacklogError `conflict` if a person must agree to what the backup executes, and did not */
function checkIncoming(incoming: IncomingSettings, content: string | undefined): void {
  if (!asksFor(incoming) || content === incoming.content) return;
  refuse('conflict', 'the backup contains commands, agents, merges or repositories that nobody here agreed to', {
    hint: `At a terminal, Backlog shows them and asks. Otherwise: \`backlog restore FILE --content ${incoming.content}\``,
    data: { content: incoming.content, lines: incoming.lines.map((line) => oneLine(askedLineText(line))) },
  });
}

/**
 * Removes from the backup what it says about config files and tokens, except what this queue has already: the agreements,
 * with which a backup of somebody else could agree for this person, the values as they were read there, and tokens that
 * were removed since. The next command reads the files that are here.
 */
async function dropGrants({ store, caller }: Context, { folder }: Unpacked): Promise<void> {
  await inStore(folder, async (coming) => {
    const others = (['consent', 'config', 'token'] as const).flatMap((kind) =>
      Array.from(coming.state.all(kind)).flatMap(([id, record]) =>
        same(record, store.state.get(kind, id)) ? [] : [{ kind, id }],
      ),
    );
    if (others.length === 0) return;
    await coming.write({ command: 'backlog_restore', actor: caller.actor }, (tx) => {
      for (const { kind, id } of others) tx.remove(kind, id);
    });
  });
}

/** Adds to the backup what this queue has sent to its sources since, so that nothing is made there a second time. */
async function keepSent({ store, caller }: Context, { folder }: Unpacked): Promise<void> {
  await inStore(folder, async (coming) => {
    const items = sentSince(store.state, coming.state);
    if (items.linked.length + items.sending.length === 0) return;
    await coming.write({ command: 'backlog_restore', actor: caller.actor }, (tx) => putSent(tx, items));
  });
}

/** Returns the question about what a backup executes; undefined if it is nothing more, or the call fails anyway. */
async function question(context: Context, input: Record<string, unknown>): Promise<CallQuestion | undefined> {
  const { file, force, content } = input;
  if (file === undefined || content !== undefined || !mayAct(context.caller, 'restore')) return undefined;
  allowPaths(backlogRestore, input, context);
  const from = fileNamed(context, String(file)).file;
  if (!existsSync(from)) return undefined;
  const unpacked = await unpackOnce(context, from);
  UNPACKED.set(context.store, { from, unpacked });
  if (unpacked.there && unpacked.lost !== 0 && !force) return undefined;
  const incoming = await settingsIn(context, unpacked);
  if (!asksFor(incoming)) return undefined;
  return {
    text: [
      `${oneLine(String(file))} changes what this queue executes:`,
      ...incoming.lines.map((line) => oneLine(askedLineText(line))),
    ].join('\n'),
    action: 'Restore it with these values',
    input: { ...input, content: incoming.content },
    declined: unpacked.drop,
  };
}

/** The backup that the question unpacked, for the call that follows. The key is the store that it would replace. */
const UNPACKED = new WeakMap<Store, { from: string; unpacked: Unpacked }>();

/** Unpacks and verifies a backup, unless the question has. */
async function unpackOnce(context: Context, from: string): Promise<Unpacked> {
  const known = UNPACKED.get(context.store);
  UNPACKED.delete(context.store);
  if (known?.from === from) return known.unpacked;
  const { unpack } = await import('./backup-files.ts');
  return unpack(from, context.workspace().dir, context.caller.progress);
}

/**
 * Refuses a restore while runs are active. Otherwise, their supervisors would overwrite restored records, and their
 * worktrees would have no run in the store.
 */
function checkRuns({ store }: Context): void {
  const live = runsIn(store.state).filter(({ state }) => isLive(state));
  const [first] = live;
  if (!first) return;
  const ids = live.map(({ id }) => id).join(', ');
  refuse('conflict', `can't restore a backup: ${ids} ${live.length === 1 ? 'is' : 'are'} active`, {
    hint: `Stop each run first: \`backlog run stop ${first.id}\``,
  });
}

function refuseNoFile(file: string): never {
  const id = /^\d+$/.test(file) ? file : '12';
  refuse('usage', `restore: there is no file ${oneLine(file)}`, {
    hint: `Give a file that \`backlog backup\` wrote. To restore a deleted task: \`backlog modify ${id} --status pending\`. To restore an archived task: \`backlog archive restore ${id}\`. To restore an older text: \`backlog doc restore ${id} --version 2\``,
    data: { received: file },
  });
}

function refuseLoss(file: string, lost: number | undefined, seq: number): never {
  const why = lost === undefined ? 'the present queue cannot be read' : `${counted(lost, 'change')} would be lost`;
  return refuse('conflict', `can't restore ${oneLine(file)}: ${why}; the backup ends with change ${seq}`, {
    hint: 'To restore it after a backup of the present queue, add `--force`.',
    data: { lost },
  });
}

/** Backs up the present queue before a restore replaces it. Copies a damaged store without any change. */
async function backUpFirst(
  context: Context,
  { lost }: Unpacked,
  backupStore: typeof import('./backup-files.ts').backupStore,
): Promise<{ file: string; seq?: number }> {
  const file = defaultFile(context, BEFORE_RESTORE);
  if (lost !== undefined) return backupStore(context.workspace().dir, file);
  const { copyStore } = await import('./backup-files.ts');
  return { file: await copyStore(context.workspace().dir, file.replace(/\.tar\.gz$/, '')) };
}
