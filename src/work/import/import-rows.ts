import { pushAll } from '../../base/iterables.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { ReadRows, RowLocation } from '../../sources/index.ts';
import { blockedWords } from '../task/close.ts';
import type { Context, Write } from '../workspace/context.ts';
import { tried } from '../workspace/dry-run.ts';
import { inItsRow } from './complaints.ts';
import { putDocuments } from './documents.ts';
import type { BadRow, ImportRow, Ways } from './import-row.ts';
import { goneText } from './match/gone-lines.ts';
import { matchRows } from './match/match-rows.ts';
import { mergeRows } from './merge-rows.ts';
import { type ImportPlan, leaveOutIn, leaveOutRows, planImport } from './plan.ts';
import { type Imported, putDrafts } from './put-drafts.ts';

/**
 * Maximum number of attempts of an import. Each attempt omits the rows that the transaction refused before, for example
 * because of a cycle.
 */
const TRIES = 100;

export interface ImportResult {
  /** The written tasks in the order of the rows. */
  imported: Imported[];
  /** Names of the changed fields of each task, with uuids as keys. New tasks aren't included. */
  changed: Map<string, string[]>;
  unchanged: number;
  bad: BadRow[];
  warnings: string[];
  /** Names of workspace documents with a new version. */
  documents: string[];
}

/**
 * Imports rows in at most one commit: matches them with tasks, merges both, plans, and applies the plan. A row that the
 * commit refuses is left out of another plan, if it may be.
 * @throws BacklogError naming all bad rows, unless the caller omits bad rows
 */
export async function importRows(context: Context, write: Write, reading: ReadRows, ways: Ways): Promise<ImportResult> {
  const matched = await matchRows(context, reading, ways);
  const merged = await mergeRows(context, reading, { ways, matched });
  leaveOutRows(merged, merged.bad, reading);
  let check = ways.skipBad;
  for (let tries = 0; ; tries++) {
    const plan = await planImport(context, { reading, ways, matched, merged, check });
    try {
      return resultOf(context, { plan, reading, ways, written: await apply(context, write, plan, ways) });
    } catch (error) {
      const bad = badOf(error, merged.rows);
      const odd = bad ? leaveOutIn(merged, bad.raw, bad.error) : [];
      if (odd.length > 0 && tries < TRIES) {
        pushAll(merged.warnings, odd);
        check = true;
        continue;
      }
      if (!bad || !(ways.skipBad || isClaimed(bad)) || tries >= TRIES) throw bad?.error ?? error;
      leaveOutRows(merged, [isClaimed(bad) ? { ...bad, mayLeave: true } : bad], reading);
    }
  }
}

function resultOf(
  context: Context,
  { plan, reading, ways, written }: { plan: ImportPlan; reading: ReadRows; ways: Ways; written: Imported[] },
): ImportResult {
  const { changed, unchanged, bad, documents, gone } = plan;
  const imported = written.filter(({ task }) => !unchanged.has(task.uuid));
  const goneLines = goneText(gone, {
    ...{ rows: reading.rows, onlyOpen: reading.onlyOpen },
    added: imported.map(({ task }) => task).filter(({ uuid }) => !changed.has(uuid)),
    taskOf: (uuid) => context.queue.get(uuid),
    reader: context.caller,
  });
  const despite = ways.dryRun ? [] : closedDespite(context, imported, changed);
  const warnings = plan.warnings.concat(despite, goneLines ?? []);
  const names = [...new Set(documents.map(({ name }) => name))];
  return { imported, changed, unchanged: unchanged.size, bad, warnings, documents: names };
}

/** Checks whether a row of a file would close a task that another holder works on. Only this row waits for the holder. */
function isClaimed({ place, error }: BadRow): boolean {
  return place.file !== undefined && error.code === 'claimed';
}

/** Returns a message for each task that the source completed, although something blocks it here. */
function closedDespite(context: Context, imported: readonly Imported[], changed: ImportResult['changed']): string[] {
  return imported.flatMap(({ task }) => {
    const isClosedNow = task.status === 'completed' && changed.get(task.uuid)?.includes('status');
    const reasons = isClosedNow ? blockedWords(context, { ...task, status: 'pending' }) : [];
    return reasons.map((reason) => `${reason}; it was completed anyway, because it is done in the source`);
  });
}

/** Carries out a plan in one commit. A dry run tries the commit, so that the rows which it refuses are known. */
async function apply(
  context: Context,
  write: Write,
  { drafts, documents, origins }: ImportPlan,
  ways: Ways,
): Promise<Imported[]> {
  if (drafts.length + documents.length + origins.size === 0) return [];
  const bodies = [...drafts.flatMap(({ row }) => row.bodies), ...documents.map(({ body }) => body)];
  if (!ways.dryRun) await context.store.putBlobs(bodies);
  return tried(write, ways.dryRun, (tx) => {
    const imported = putDrafts(tx, context, drafts);
    putDocuments(tx, context, documents);
    for (const [uuid, source] of origins) {
      const task = tx.get('task', uuid);
      if (task) tx.put('task', uuid, { ...task, source });
    }
    return imported;
  }).catch((error: unknown) => {
    throw inItsRow(error, drafts);
  });
}

function badOf(error: unknown, rows: readonly ImportRow[]): BadRow | undefined {
  if (!(error instanceof BacklogError)) return undefined;
  const { file, line, row, part } = (error.data ?? {}) as Partial<RowLocation>;
  const found = rows.find(
    ({ place }) => place.row === row && place.file === file && place.line === line && place.part === part,
  );
  return found && { place: found.place, raw: found.raw, error };
}
