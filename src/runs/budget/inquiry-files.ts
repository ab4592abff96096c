import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonText } from '../../base/json/json-text.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { isSystemError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { ProviderName } from '../../domain/runs/providers.ts';
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

/** Returns the agents whose cost no record has yet, by their ids. */
export function openInquiries(runs: string): Map<string, InquiryFile> {
  const ids = namesIn(folderOf(runs)).flatMap((name) => /^([\w-]+)\.json$/.exec(name)?.[1] ?? []);
  return new Map(
    ids.flatMap((id): [string, InquiryFile][] => {
      const read = parseJsonText(readCache(fileOf(runs, id)) ?? '') as Partial<InquiryFile> | null | string | undefined;
      return typeof read === 'object' && read?.payer && read.process && read.output ? [[id, read as InquiryFile]] : [];
    }),
  );
}

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
