import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { claimHolder } from '../../claims/index.ts';
import { callOf } from '../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { isUnderWay } from '../../domain/runs/run-states.ts';
import { openStore, putMarker, readableFile, readMarker, removeMarker } from '../../store/index.ts';
import { claimsHeld } from '../claim/claims.ts';
import type { Context } from '../workspace/context.ts';
import { recorded } from '../workspace/repositories.ts';
import type { QueueRow } from './queues.ts';

/** Name of the file in a removed store with the facts that bring the queue back. */
const FACTS = 'removed.json';

/** A removed queue: its name, the folder that it had, and the repositories whose marker files named it. */
const removedFacts = () =>
  z.object({
    name: z.string(),
    dir: z.string(),
    at: z.string(),
    markers: z.array(
      z.object({ common: z.string(), repository: z.string().optional(), before: z.string().optional() }),
    ),
  });
export interface RemovedQueue extends z.output<ReturnType<typeof removedFacts>> {
  /** The folder in which the removed store is. */
  folder: string;
}

/**
 * Refuses to remove a queue that somebody uses: with active runs, processes of the orchestrator or of a merge queue, or
 * claims.
 * @throws BacklogError `conflict`
 */
export function checkUnused({ store: { state }, alive, facts }: Context, name: string): void {
  const refuseUsed = (why: string, hint: string) =>
    refuse('conflict', `can't remove the queue ${name}: ${why}`, { hint, data: { queue: name } });
  const runs = [...state.all('run')].filter(([, { state: at }]) => isUnderWay(at)).map(([id]) => id);
  if (runs.length > 0)
    refuseUsed(
      `${runs.join(', ')} ${runs.length === 1 ? 'is' : 'are'} active`,
      `Stop each run first: \`backlog run stop ${runs[0]} -w ${name}\``,
    );
  const working = [...state.all('lease')].filter(([, { holder }]) => alive(holder) === true);
  const [lease] = working.map(([id, { holder }]) => ({ id, pid: holder.pid }));
  if (lease)
    refuseUsed(
      `process ${lease.pid} works for it (${lease.id})`,
      `Wait until it has ended, or stop the orchestrator: \`backlog orchestrator stop -w ${name}\``,
    );
  const known = facts();
  const held = claimsHeld(state).filter(known.holdOf);
  const [claim] = held;
  if (claim)
    refuseUsed(
      `${claimHolder(claim, known)} has claimed ${claim.label ?? 'files'}${held.length > 1 ? `, and ${counted(held.length - 1, 'more claim')} ${held.length === 2 ? 'exists' : 'exist'}` : ''}`,
      `See the claims: \`backlog claim list -w ${name}\`. A person can release one: \`${callOf('cli', 'claim_release', `${claim.id.slice(0, 8)} -w ${name}`)}\``,
    );
}

/**
 * Moves a queue's store to the folder `removed` of BACKLOG_HOME, and removes the marker files of its repositories.
 * Nothing is deleted. After a crash between the two steps, {@link finishRemoval} finishes it, and {@link restoreQueue}
 * brings the queue back.
 * @param seq the number of the last change that the caller knows; undefined for a store that can't be read
 * @throws BacklogError `contention` if the queue changed in the meantime; it then stays
 */
export async function removeQueue(
  { dir, name, uuid }: QueueRow,
  { seq, at, context }: { seq: number | undefined; at: string; context: Context | undefined },
): Promise<RemovedQueue> {
  const markers = (context ? recorded(context.store.state) : []).flatMap(
    ({ common, home, before, name: repository }) =>
      common !== undefined && markedFor(common) === uuid
        ? [{ common, ...present({ before }), ...(home ? {} : { repository }) }]
        : [],
  );
  const facts = { name, dir, at, markers };
  const parent = removedFolder(dir);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const folder = freeFolder(parent, `${name}-${at.replace(/[-:]|\.\d+|Z$/g, '').replace('T', '-')}`);
  writeFileSync(join(dir, FACTS), `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(dir, folder);
  if (seq !== undefined && (await seqAt(folder)) !== seq) {
    renameSync(folder, dir);
    rmSync(join(dir, FACTS), { force: true });
    throw new BacklogError('contention', `the queue ${name} changed while it was removed`, {
      hint: 'Nothing was changed. Try again.',
    });
  }
  finishRemoval({ ...facts, folder });
  return { ...facts, folder };
}

/** Removes the marker files that name a removed queue. */
export function finishRemoval(removed: RemovedQueue): void {
  for (const { common, before } of markersLeft(removed)) {
    if (before === undefined) removeMarker(common);
    else putMarker(common, { workspace: basename(before) });
  }
}

/** Returns the markers that still name a removed queue. */
function markersLeft({ dir, markers }: RemovedQueue): RemovedQueue['markers'] {
  return markers.filter(({ common }) => markedFor(common) === basename(dir));
}

/** Finds a removed queue by name whose removal was interrupted before the last marker file was removed. */
export function unfinishedRemoval(home: string, name: string): RemovedQueue | undefined {
  return removedQueues(home).find((one) => one.name === name && !existsSync(one.dir) && markersLeft(one).length > 0);
}

/**
 * Moves a removed queue back, and writes the marker files of its repositories. A second call finishes an interrupted
 * one.
 * @returns the repositories that have another queue by now, and keep it
 * @throws BacklogError `conflict` if another queue is in its folder
 */
export function restoreQueue({ folder, dir, name, markers }: RemovedQueue): { others: string[] } {
  if (folder !== dir) {
    if (existsSync(dir) && readdirSync(dir).length > 0)
      refuse('conflict', `can't restore the queue ${name}: ${dir} exists`, {
        hint: `See what is in it: \`BACKLOG_DIR=${shellWord(dir)} backlog list\`. The removed queue: \`BACKLOG_DIR=${shellWord(folder)} backlog list\``,
      });
    renameSync(folder, dir);
  }
  const uuid = basename(dir);
  const others: string[] = [];
  for (const { common, repository, before } of markers) {
    const marked = existsSync(common) ? markedFor(common) : uuid;
    if (marked === undefined || marked === before) putMarker(common, { workspace: uuid, ...present({ repository }) });
    else if (marked !== uuid) others.push(dirname(common));
  }
  rmSync(join(dir, FACTS), { force: true });
  return { others };
}

/** Finds the queue that a name or a folder's name means: a removed one, or one whose restoring was interrupted. */
export function restorableQueue(home: string, name: string): RemovedQueue | undefined {
  const all = [...removedQueues(home), ...queuesWithFacts(join(home, 'workspaces'))];
  return all.find((one) => one.name === name || basename(one.folder) === name);
}

/** Returns the removed queues of a BACKLOG_HOME, the newest first. */
export function removedQueues(home: string): RemovedQueue[] {
  return queuesWithFacts(join(home, REMOVED)).sort((a, b) => (a.at > b.at ? -1 : 1));
}

function queuesWithFacts(parent: string): RemovedQueue[] {
  const names = existsSync(parent) ? readdirSync(parent) : [];
  return names.flatMap((name) => {
    const folder = join(parent, name);
    const facts = removedFacts().safeParse(jsonIn(readableFile(join(folder, FACTS))));
    return facts.success ? [{ ...facts.data, folder }] : [];
  });
}

const REMOVED = 'removed';

/** Returns the folder of removed stores for a store in BACKLOG_HOME. */
function removedFolder(dir: string): string {
  return join(dirname(dirname(dir)), REMOVED);
}

function freeFolder(parent: string, name: string): string {
  for (let n = 1; ; n++) {
    const path = join(parent, n === 1 ? name : `${name}-${n}`);
    if (!existsSync(path)) return path;
  }
}

/** Returns the uuid of the queue that a repository's marker file names; undefined without a readable marker. */
function markedFor(common: string): string | undefined {
  try {
    return readMarker(common)?.workspace;
  } catch {
    return undefined;
  }
}

async function seqAt(dir: string): Promise<number> {
  const store = await openStore({ dir, kinds: [] });
  try {
    return store.state.seq;
  } finally {
    await store.close();
  }
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
