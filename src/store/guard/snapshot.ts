import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../base/is-object.ts';
import { anchorOf } from '../../claims/index.ts';
import type { Kinds } from '../../domain/records.ts';
import { repoOf } from '../../domain/repository.ts';
import { commitName, commitNumber, SNAPSHOT } from '../layout.ts';
import type { Commit } from '../log/commit.ts';
import { keepOwner } from '../owner.ts';
import type { State } from '../state/state.ts';

/** The kinds of records that decide whether an edit is allowed, and who makes it. */
export const GUARD_KINDS = ['claim', 'session', 'dispatch', 'setting', 'config', 'consent', 'repository'] as const;

type GuardKind = (typeof GUARD_KINDS)[number];
type Records = { [K in GuardKind]?: Record<string, Kinds[K]> };

/** The records of {@link GUARD_KINDS} after a commit, as a guard without a server reads them. */
export interface Snapshot {
  /** Number of the commit. */
  seq: number;
  state: Pick<State, 'all' | 'get'>;
  /** Whether records are missing because they can't be read. */
  isDamaged: boolean;
}

/**
 * Keeps a queue's snapshot of claims in its folder on this machine. It has no limit of claims: a thousand make half a
 * megabyte for a writer, and a check reads all of them. `hooks.json` limits the check's time.
 */
export interface SnapshotKeeper {
  /**
   * Notices the checkpoint with which the state began. It hides its commits, so one of them whose writer was killed before
   * its snapshot would stay unseen.
   */
  begin(checkpoint: number): void;
  /** Creates the folder. Only writers call this, before their commit: a restore removes the folder, see {@link keep}. */
  prepare(): void;
  /** Notices a commit of any process that this state has applied. */
  note(commit: Commit): void;
  /**
   * Writes the snapshot if a noticed commit concerns it. A writer calls this before it answers, so no granted claim is
   * missing. A writer that was killed before has answered nobody; each process that reads the whole queue writes for it.
   * Never throws, because the commit is durable: what fails is tried again. Doesn't create the folder: a process that slept
   * since its commit would otherwise write it into a queue that was restored meanwhile.
   */
  keep(): void;
  /** Returns once why no snapshot can be written, to a writer whose commits changed claims. */
  takeFailure(): string | undefined;
}

/** A snapshot of a later commit than the newest one that is older than this is of another past, in milliseconds. */
const OTHER_PAST_MS = 60_000;

export function keepSnapshots(dir: string, state: State): SnapshotKeeper {
  const folder = join(dir, SNAPSHOT);
  // A queue of an earlier version has none.
  let isOld = numbersIn(folder).length === 0;
  let isPrepared = false;
  let hasClaimed = false;
  let failure: string | undefined;
  let told: string | undefined;
  return {
    begin(checkpoint) {
      isOld ||= numbersIn(folder).at(-1)! < checkpoint;
    },
    prepare() {
      isPrepared = true;
      failureOf(() => {
        mkdirSync(folder, { mode: 0o700 });
        keepOwner(folder);
      });
    },
    note({ changes }) {
      isOld ||= changes.some(({ kind }) => (GUARD_KINDS as readonly string[]).includes(kind));
      hasClaimed ||= isPrepared && changes.some(({ kind }) => kind === 'claim');
    },
    keep() {
      if (!isOld || state.seq === 0) return;
      failure = failureOf(() => write(folder, state));
      isOld = failure !== undefined;
      if (!isOld) told = undefined;
    },
    takeFailure() {
      if (!hasClaimed || failure === told) return undefined;
      told = failure;
      return failure;
    },
  };
}

/**
 * Puts a snapshot in its place whole, under the number of its commit. Each is a file of its own, so a slower writer of an
 * earlier commit can't replace it. Not synced: after a crash of the machine, none of its processes holds a claim.
 */
function write(folder: string, state: State): void {
  const { seq } = state;
  const temp = join(folder, `${commitName(seq)}.tmp-${process.pid}`);
  const records = recordsOf(state);
  try {
    writeFileSync(temp, `${JSON.stringify(records)}\n${pathLines(records)}`, { mode: 0o600 });
    keepOwner(temp);
    renameSync(temp, join(folder, commitName(seq)));
  } catch (error) {
    failureOf(() => rmSync(temp, { force: true }));
    throw error;
  }
  for (const other of numbersIn(folder)) {
    const file = join(folder, commitName(other));
    const isOver = other < seq || (other > seq && Date.now() - statSync(file).mtimeMs > OTHER_PAST_MS);
    if (isOver) rmSync(file, { force: true, recursive: true });
  }
}

/** Ended sessions and subagents hold nothing and edit nothing. */
function recordsOf(state: State): Records {
  const current = GUARD_KINDS.map((kind) => {
    const all = [...state.all(kind)];
    return [kind, Object.fromEntries(all.filter(([, record]) => !('ended' in record)))];
  });
  return Object.fromEntries(current);
}

/**
 * Returns a line for each claimed place, for a shell that has no Node: the end in epoch seconds, the first part of the
 * holder, the folder or file that contains all claimed paths of the scope's entry, and the task. It covers more than the
 * claim. A last line shows that the file is whole.
 */
function pathLines({ claim = {}, repository = {} }: Records): string {
  const lines = Object.values(claim).flatMap(({ scope, holder, expires, lasts, label = '' }) =>
    scope.flatMap(({ repo, glob }) =>
      Object.values(repository)
        .filter((one) => repoOf(one) === repo)
        .flatMap(({ folder, places = [] }) => [folder, ...places.map((place) => place.folder)])
        .map((folder) => {
          const top = join(folder, anchorOf(glob));
          const end = lasts === 'term' ? Math.ceil(Date.parse(expires) / 1_000) : NO_END_S;
          return [end, holder.split('/', 1)[0], top, label].join('\t').replaceAll('\n', ' ');
        }),
    ),
  );
  return [...new Set(lines), 'end'].map((line) => `${line}\n`).join('');
}

/** The end of a claim without a chosen end: its process may keep it, and a shell can't tell. In epoch seconds. */
const NO_END_S = 9_999_999_999;

/** Returns the newest snapshot of a queue. Undefined if there is none. */
export function readSnapshot(dir: string): Snapshot | 'damaged' | undefined {
  const folder = join(dir, SNAPSHOT);
  // The newest one may be removed meanwhile, because there is a newer one.
  for (let tries = 0; tries < 3; tries++) {
    const seq = numbersIn(folder).at(-1);
    if (seq === undefined) return undefined;
    try {
      const text = readFileSync(join(folder, commitName(seq)), 'utf8');
      const records: unknown = JSON.parse(text.slice(0, text.indexOf('\n')));
      return isObject(records) ? snapshotOf(seq, records) : 'damaged';
    } catch {}
  }
  return 'damaged';
}

/** Another program may have written any JSON. A record that does not fit is left out, so that the others still guard. */
function snapshotOf(seq: number, records: Record<string, unknown>): Snapshot {
  let isDamaged = !isObject(records.claim);
  const fitting = GUARD_KINDS.map((kind) => {
    const all = isObject(records[kind]) ? Object.entries(records[kind]) : [];
    const good = all.filter((entry): entry is [string, never] => isObject(entry[1]) && fits(kind, entry[1]));
    isDamaged ||= good.length < all.length;
    return [kind, new Map(good)] as const;
  });
  const state = new Map<string, ReadonlyMap<string, never>>(fitting);
  return {
    seq,
    isDamaged,
    state: { all: (kind) => state.get(kind) ?? [], get: (kind, id) => state.get(kind)?.get(id) },
  };
}

/** Checks what a decision about an edit reads of a record. */
function fits(kind: GuardKind, record: Record<string, unknown>): boolean {
  if (kind === 'repository') return isText(record.folder) && areFolders(record.places ?? []);
  if (kind !== 'claim') return true;
  const { holder, since, expires, scope, renewer = { pid: 0 } } = record;
  const isTimed = [since, expires].every((time) => isText(time) && !Number.isNaN(Date.parse(time)));
  return isText(holder) && isTimed && areGlobs(scope) && isObject(renewer) && typeof renewer.pid === 'number';
}

const isText = (value: unknown): value is string => typeof value === 'string';
const areFolders = (all: unknown) => Array.isArray(all) && all.every((one) => isObject(one) && isText(one.folder));
const areGlobs = (all: unknown) =>
  Array.isArray(all) && all.every((one) => isObject(one) && isText(one.glob) && isText(one.repo ?? ''));

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => commitNumber(name) ?? [])
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}

/** Returns why a step failed, without the path, which differs for each commit. */
function failureOf(step: () => void): string | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split(',', 1)[0];
  }
}
