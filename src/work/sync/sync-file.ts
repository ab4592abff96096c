import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Kinds } from '../../domain/records.ts';
import type { SyncResult } from '../../report/sync-result.ts';
import { same, type Tx } from '../../store/index.ts';
import { agreedStep } from '../claim/check-effects.ts';
import { type Draft, draftRows } from '../import/draft-rows.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import type { Context, Write } from '../workspace/context.ts';
import { tried } from '../workspace/dry-run.ts';
import { baseOfRow, type Committed, type Committing, commitSync, syncedRecord } from './commit.ts';
import { fileKey, isFolderAt, keyBeforeMove, readSynced, SYNC_LIMITS, syncedFormat, writeSynced } from './file.ts';
import { bodiesOf, conflictChanges } from './file-conflicts.ts';
import { checkEnabled, refuseMissing } from './file-sources.ts';
import { readFolder, writeFolder } from './folder.ts';
import { planSync } from './plan.ts';
import { joinedResults, resultOf, type SyncOutcome } from './sync-outcome.ts';
import type { SyncOptions } from './sync-plan.ts';
import { writeText } from './write-text.ts';

export interface SyncAsk extends Omit<SyncOptions, 'said' | 'only'> {
  /**
   * Filter of the tasks to add to the file, `''` for all. Undefined for the filter of the last synchronisation, if any; a
   * file that doesn't exist yet gets all.
   */
  only: string | undefined;
  dryRun: boolean;
  /**
   * Makes this process the only one that synchronises a file. Undefined if another process does so.
   */
  lead(name: string): Promise<{ release(): Promise<unknown> } | undefined>;
}

/** For a second step of the process that leads already, and ends that itself. */
const IS_LED = { release: async () => undefined };

/** Maximum number of plans: each row that the queue refuses needs another one, and so do changes by others meanwhile. */
const TRIES = 100;

/**
 * Makes a file and the queue equal: changes since the last synchronisation go to the other side, field by field. What
 * both changed differently is undecided, and stays on both sides.
 *
 * The file is written first, then one commit has all changes of the queue and the new base. After a kill between them,
 * both sides already have what the file shows, and the next call finds equal values.
 * @throws BacklogError `invalid` for a file that can't be read; `conflict` if the file changed meanwhile, or if another
 * process synchronises it
 */
export async function syncFile(context: Context, write: Write, named: AllowedPath, ask: SyncAsk): Promise<SyncResult> {
  checkEnabled(context.store.state, named);
  const { dryRun } = ask;
  const key = fileKey(named);
  let led: Awaited<ReturnType<SyncAsk['lead']>>;
  const refused = new Map<number, string>();
  try {
    for (let tries = 0; ; tries++) {
      const step = await planned(context, named, { ask, key, refused });
      if (isNothing(context, step, key)) return resultOf(named, step, { dryRun, done: undefined });
      const trial = await tryCommit(context, write, step, { refused, dryRun });
      if (trial === 'again' && tries < TRIES) continue;
      if (dryRun) return resultOf(named, step, { dryRun, done: trial === 'again' ? undefined : trial });
      if (!led) {
        led = await ask.lead(`sync ${key}`);
        if (!led) refuseBusy(named);
        // Another process may have changed both sides before this one became the only one.
        continue;
      }
      const { before, next } = step;
      if (next.text !== before.text || before.sum === undefined)
        step.committing.sync.sum = step.isFolder
          ? await writeFolder(context, named, { text: next.text, before })
          : await writeSynced(named, next.text, before);
      await context.store.putBlobs([...step.drafts.flatMap(({ row }) => row.bodies), ...bodiesOf(step.plan)]);
      const done = await write((tx) => commitSync(tx, context, step.committing));
      const result = resultOf(named, step, { dryRun, done });
      if (done.moved.length === 0 || tries === TRIES) return result;
      const second = await syncFile(context, write, named, { ...ask, lead: async () => IS_LED });
      return joinedResults(result, second);
    }
  } finally {
    await led?.release();
  }
}

interface Step extends SyncOutcome {
  drafts: Draft[];
  committing: Committing;
  isFolder: boolean;
}

async function planned(
  context: Context,
  named: AllowedPath,
  { ask, key, refused }: { ask: SyncAsk; key: string; refused: Map<number, string> },
): Promise<Step> {
  const { file, said } = named;
  const { state } = context.store;
  const isFolder = state.get('sync', key)?.folder === true || isFolderAt(file);
  const format = syncedFormat(named, isFolder);
  const before = isFolder ? readFolder(named, format) : await readSynced(named);
  const isMissing = before.sum === undefined;
  if (
    isMissing &&
    ask.direction !== 'push' &&
    (ask.direction === 'pull' || (ask.side !== 'ours' && hasTasks(state, key)))
  )
    refuseMissing(context.store.state, named);
  const known = idsOf(state, key);
  const at = {
    file: said,
    path: file,
    now: toInstant(context.clock.now),
    map: mapOf(state.get('sync', key)),
    ids: known,
  };
  const text = isMissing && format.name === 'markdown' ? '# Tasks\n' : before.text;
  let open = await format.open(text, at);
  if (open.rows.length > SYNC_LIMITS.tasks)
    refuse('invalid', `${said} has ${open.rows.length} tasks; sync reads at most ${SYNC_LIMITS.tasks}`, {
      hint: 'Split the file. Nothing was changed.',
    });
  const earlierKey = keyBeforeMove(context, open.rows, key);
  const last = state.get('sync', earlierKey ?? key);
  at.map = mapOf(last);
  // The moved file is read as before.
  if (earlierKey !== undefined && at.map.size > 0) open = await format.open(text, at);
  const isMade = isMissing && last === undefined;
  const only = (ask.only ?? last?.only ?? (isMade ? '' : undefined))?.trim();
  const { side, ids, direction } = ask;
  const options: SyncOptions = { said, only, side, ids, direction, delete: ask.delete };
  const plan = await planSync(context, { open, key, earlierKey, file, isMissing, options, refused });
  const next = await writeText(text, open, plan, (written) => format.open(written, at));
  const rows = plan.rows.flatMap(({ taken }) => taken ?? []);
  const { drafts, failed } = await draftRows(context, rows, { check: true, archived: plan.archived.byUuid });
  for (const { place, error } of failed) refused.set(place.row - 1, error.message);
  if (failed.length > 0) return planned(context, named, { ask, key, refused });
  const actor = formatActor(context.caller.actor);
  const fileAt = before.facts && toInstant(before.facts.mtimeMs);
  const byUuid = new Map(Array.from(known, ([id, uuid]) => [uuid, id]));
  const sync = { key, earlierKey, file, only, sum: before.sum ?? '', actor, ids: byUuid, isFolder };
  const committing = { plan, drafts, values: next.values, side, fileAt, sync };
  return { before, plan, next, drafts, only, isFolder, committing };
}

/** Returns what a person said about the columns of a table. */
const mapOf = (sync: Kinds['sync'] | undefined) => new Map(Object.entries(sync?.map ?? {}));

/** Checks whether the file had tasks after the last synchronisation. */
function hasTasks(records: Pick<Tx, 'all'>, key: string): boolean {
  for (const [, { file }] of records.all('synced')) if (file === key) return true;
  return false;
}

/** Returns the tasks of a file by their ids there. */
function idsOf(records: Pick<Tx, 'all'>, key: string): Map<string, string> {
  const ids = new Map<string, string>();
  for (const [, { file, uuid, id }] of records.all('synced')) if (file === key && id !== undefined) ids.set(id, uuid);
  return ids;
}

/** Checks whether both sides are equal, and their base is stored. */
function isNothing({ store }: Context, { before, plan, next, drafts, only, committing }: Step, key: string): boolean {
  if (before.sum === undefined || next.text !== before.text) return false;
  if (drafts.length + plan.added.length + plan.deleted.length + plan.dropped.length > 0) return false;
  const { found, settled } = conflictChanges(store.state, key, plan);
  if (found.length + settled.length > 0) return false;
  if (plan.rows.some(({ take }) => take.length > 0) || store.state.get('sync', key)?.only !== only) return false;
  return plan.rows.every((one) => {
    const { uuid } = one.row;
    const seen = baseOfRow(store.state, one, { ...plan, values: next.values, isRefused: false });
    return same(store.state.get('synced', `${key}/${uuid}`), syncedRecord(key, { ...committing.sync, uuid, seen }));
  });
}

/** Tries the commit without a change. A person is asked about claims of others before the file changes. Notes the row that the queue refuses, so that the next plan leaves it out. */
async function tryCommit(
  context: Context,
  write: Write,
  { committing }: Step,
  { refused, dryRun }: { refused: Map<number, string>; dryRun: boolean },
): Promise<Committed | 'again'> {
  const commit = (tx: Tx) => commitSync(tx, context, committing);
  try {
    return await tried(write, true, (tx) => (dryRun ? commit(tx) : agreedStep(tx, context, commit)));
  } catch (error) {
    const row = error instanceof BacklogError ? error.data?.row : undefined;
    if (typeof row !== 'number' || refused.has(row - 1)) throw error;
    refused.set(row - 1, (error as BacklogError).message);
    return 'again';
  }
}

function refuseBusy({ said }: AllowedPath): never {
  return refuse('conflict', `another process is synchronising ${said}`, {
    hint: 'Run the command again in a moment.',
    data: { file: said },
  });
}
