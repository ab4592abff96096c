import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '../../base/day.ts';
import { parseJsonText } from '../../base/json/json-text.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { isSystemError } from '../../domain/errors.ts';
import { type Instant, isInstant } from '../../domain/instant.ts';
import { PROVIDER_NAMES, type ProviderName } from '../../domain/runs/providers.ts';
import { writeWhole } from '../../work/workspace/home-files.ts';
import { readCache } from '../upkeep/cache-file.ts';

/** Whose record has the cost of an agent that was asked: the run that it judged, or the pass for which it looked. */
export type Payer = { run: string } | { pass: string };

/** An agent that was asked. Its file exists from before the start of its program until a record has its cost. */
export interface InquiryFile {
  payer: Payer;
  agent: string;
  provider: ProviderName;
  model?: string;
  /** When it was asked, and the process that asks. */
  at: Instant;
  process: ProcessId;
  /** Path of the file with the output of the agent's program, which has its usage. */
  output: string;
  /** The end of the program. Absent while it works, or if its asker was killed. `usd` is absent if its cost is unknown. */
  ended?: { at: Instant; usd?: number };
}

const folderOf = (runs: string): string => join(runs, 'inquiries');
const fileOf = (runs: string, id: string): string => join(folderOf(runs), `${id}.json`);

/** Notes that an agent is asked. @param runs the folder with all files of runs */
export function beginInquiry(runs: string, inquiry: InquiryFile): string {
  mkdirSync(folderOf(runs), { recursive: true, mode: 0o700 });
  const id = randomUUID();
  writeWhole(fileOf(runs, id), JSON.stringify(inquiry));
  return id;
}

/** Notes how an agent's program ended. */
export function endInquiry(runs: string, id: string, inquiry: InquiryFile): void {
  writeWhole(fileOf(runs, id), JSON.stringify(inquiry));
}

/** Deletes what is in a record now. */
export function forgetInquiry(runs: string, id: string): void {
  rmSync(fileOf(runs, id), { force: true });
}

/**
 * Returns the agents whose cost no record has yet, by their ids. A file that this version can't read counts nothing: it can
 * be of a later version, or of a program that is not Backlog.
 */
export function openInquiries(runs: string): Map<string, InquiryFile> {
  const ids = namesIn(folderOf(runs)).flatMap((name) => /^([\w-]+)\.json$/.exec(name)?.[1] ?? []);
  return new Map(
    ids.flatMap((id): [string, InquiryFile][] => {
      const read = parseJsonText(readCache(fileOf(runs, id)) ?? '');
      return isInquiry(read) ? [[id, read]] : [];
    }),
  );
}

function isInquiry(read: unknown): read is InquiryFile {
  if (typeof read !== 'object' || read === null) return false;
  const { payer, agent, provider, at, process, output, ended } = read as Partial<InquiryFile>;
  const paid = payer && Object.values(payer)[0];
  return (
    isText(paid) &&
    [agent, output].every(isText) &&
    PROVIDER_NAMES.some((name) => name === provider) &&
    isInstant(at) &&
    isText(process?.host) &&
    typeof process.pid === 'number' &&
    (ended === undefined || (isInstant(ended?.at) && (ended.usd === undefined || ended.usd >= 0)))
  );
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Deletes files that nobody could read for a week, such as drafts of killed processes. */
export function forgetUnreadable(runs: string, known: ReadonlyMap<string, InquiryFile>, now: number): void {
  for (const name of namesIn(folderOf(runs))) {
    if (known.has(name.replace(/\.json$/, ''))) continue;
    const file = join(folderOf(runs), name);
    const facts = lstatSync(file, { throwIfNoEntry: false });
    if (facts && now - facts.mtimeMs > UNREAD_MS) rmSync(file, { recursive: true, force: true });
  }
}

const UNREAD_MS = 7 * DAY_MS;

/** Checks whether there are any, without reading them: it is asked with every command. */
export const hasInquiries = (runs: string): boolean => namesIn(folderOf(runs)).length > 0;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}
