import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderName } from '../../../src/domain/runs/providers.ts';
import type { Field } from './field.ts';

/** What a played agent does next; test/fixtures/streams/play.mjs explains it. */
export type Step = string | { raw: string } | { error: string } | { edit: Record<string, string | null> };

/** One start of a played agent. `exit` is its code, or the signal that ends it. */
export interface PlayedRound {
  steps: readonly Step[];
  exit?: number | NodeJS.Signals;
}

const streams = new URL('../../fixtures/streams/', import.meta.url);

/** What the version of the agent's program is, as the recorded clients print it. */
const VERSIONS: Partial<Record<ProviderName, string>> = {
  claude: '2.1.328 (Claude Code)',
  codex: 'codex-cli 0.171.0',
};

/** The names of the recorded streams, such as `claude-new-first`. */
export const RECORDED: readonly string[] = readdirSync(streams)
  .filter((name) => name.endsWith('.ndjson'))
  .map((name) => name.replace('.ndjson', ''));

/** The lines of a recorded stream, or of one in test/fixtures/headless. */
export function recordedLines(name: string, folder: URL = streams): string[] {
  return readFileSync(new URL(`${name}.ndjson`, folder), 'utf8')
    .split('\n')
    .filter(Boolean);
}

/** A round that makes edits, and then prints a recorded stream. */
export function recordedRound(name: string, edit: Record<string, string | null> = {}): PlayedRound {
  return { steps: [{ edit }, ...recordedLines(name)] };
}

/** Writes a player of these rounds into a folder. @returns the path of the program */
export function writePlayer(
  folder: string,
  name: string,
  provider: ProviderName,
  rounds: readonly PlayedRound[],
): string {
  const file = join(folder, name);
  const player = new URL('play.mjs', streams).href;
  const source = `import(${JSON.stringify(player)}).then(({ play }) => play(${JSON.stringify(file)}));`;
  writeFileSync(file, `#!${process.execPath}\n${source}\n`, { mode: 0o755 });
  writeFileSync(`${file}.json`, JSON.stringify({ version: VERSIONS[provider], rounds }));
  return file;
}

/** Adds an agent whose program is a player of these rounds. */
export async function playedAgent(
  place: Pick<Field, 'root' | 'run'>,
  name: string,
  provider: ProviderName,
  rounds: readonly PlayedRound[],
): Promise<void> {
  await place.run('agent_add', { name, provider, binary: writePlayer(place.root, `${name}.mjs`, provider, rounds) });
}
