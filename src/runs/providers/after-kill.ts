import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Provider, TokenUsage } from './provider.ts';

export interface Remembered {
  /** Of the whole conversation, without a price. */
  usage: TokenUsage;
  /** When the account takes more, if the client knew. */
  resetsAt?: string;
}

/**
 * What a conversation used by the client's own notes: after a kill nothing else tells. Undefined when there are none, or the client
 * keeps none. `env` is that of the launch, which says where the client's folder is.
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
  return { usage: tally.usage(), ...(resetsAt !== undefined && { resetsAt }) };
}

async function filesBelow(root: string): Promise<string[]> {
  try {
    return (await readdir(root, { recursive: true })).map((path) => `/${path}`);
  } catch {
    return [];
  }
}

async function eachLine(file: string, onLine: (line: string) => void): Promise<void> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) onLine(line);
  } catch {
    // It went away, or may not be read: what was read counts.
  }
}
