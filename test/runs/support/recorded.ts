import { readFileSync } from 'node:fs';
import type { ProviderName } from '../../../src/domain/runs/providers.ts';
import { PROVIDERS } from '../../../src/runs/providers/index.ts';
import type { Exit } from '../../../src/runs/providers/provider.ts';
import type { RunEvent } from '../../../src/runs/providers/run-event.ts';

const fixture = (name: string): URL => new URL(`../../fixtures/headless/${name}.ndjson`, import.meta.url);

/** What a real client printed (test/fixtures/headless), and how its provider reads that. */
export function recorded(name: string, exit: Exit = { code: 0, signal: null }) {
  return read(name.split('-')[0] as ProviderName, readFileSync(fixture(name), 'utf8').split('\n'), exit);
}

export function read(
  provider: ProviderName,
  lines: readonly (string | object)[],
  exit: Exit = { code: 0, signal: null },
) {
  const reader = PROVIDERS[provider].reader();
  const events = lines.flatMap((line) => reader.line(typeof line === 'string' ? line : JSON.stringify(line)));
  return { events, outcome: reader.outcome(exit), usage: reader.usage() };
}

/** The events of some types. */
export function only<T extends RunEvent['type']>(
  events: readonly RunEvent[],
  ...types: T[]
): Extract<RunEvent, { type: T }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => (types as string[]).includes(event.type));
}
