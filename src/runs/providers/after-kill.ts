import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Instant } from '../../domain/instant.ts';
import { openPlain } from '../../work/paths/plain-file.ts';
import type { Provider } from './provider.ts';
import type { QuotaEvent, TokenUsage } from './run-event.ts';

interface Remembered {
  /** Usage of the whole conversation, without its price. */
  usage: TokenUsage;
  /** Instant at which the account's limit resets, if the agent's program stored it. */
  resetsAt?: Instant;
  /** The last report of the account's quota. */
  quota: readonly QuotaEvent[];
}

/**
 * Reads the usage of a conversation from the files of the agent's program. After a kill, this is the only source. `env`
 * is the environment of the killed process, because it gives the location of these files.
 * @returns undefined if there are no files
 */
export async function usageAfterKill(
  { transcript }: Pick<Provider, 'transcript'>,
  session: string,
  env: Readonly<Record<string, string>>,
): Promise<Remembered | undefined> {
  if (!transcript) return undefined;
  const root = transcript.root(env);
  const files = (await filesBelow(root)).filter((path) => transcript.isOf(path, session)).sort();
  if (files.length === 0) return undefined;
  const tally = transcript.tally();
  for (const path of files) await eachLine(join(root, path), tally.line);
  const resetsAt = tally.resetsAt();
  return { usage: tally.usage(), quota: tally.quota?.() ?? [], ...(resetsAt !== undefined && { resetsAt }) };
}

async function filesBelow(root: string): Promise<string[]> {
  try {
    return (await readdir(root, { recursive: true })).map((path) => `/${path}`);
  } catch {
    return [];
  }
}

async function eachLine(file: string, onLine: (line: string) => void): Promise<void> {
  const fd = openPlain(file);
  if (fd === undefined) return;
  const input = createReadStream(file, { fd, encoding: 'utf8' });
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) onLine(line);
  } catch {
    // If the file was deleted or is unreadable, the lines read so far count.
  }
}
