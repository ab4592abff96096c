import type { Part } from './parts.ts';
import { nextPart, type Spent } from './plan.ts';
import type { FileEnd } from './reporter.ts';
import { playRound, type RoundEnd } from './round.ts';
import type { PartReport } from './table.ts';

/** Options of a soak. */
export interface Soak {
  parts: readonly Part[];
  /** Returns the command that runs a part's files. */
  command: (files: readonly string[]) => readonly string[];
  cwd: string;
  /** Returns the next seed. The soak ends when it returns undefined. */
  seeds: () => number | undefined;
  /** Ends the soak at once, because the time is over or a person interrupted it. */
  stop: AbortSignal;
  say(line: string): void;
}

/**
 * Runs rounds of the parts by their shares of the time until it is stopped, there are no more seeds, or all parts have
 * failed. Says which parts it did not reach.
 */
export async function soak({ parts, command, cwd, seeds, stop, say }: Soak): Promise<PartReport[]> {
  const spent = new Map<string, Spent>();
  const ends = new Map<string, (RoundEnd & { seed: number })[]>(parts.map(({ name }) => [name, []]));
  for (;;) {
    const part = nextPart(parts, spent);
    const seed = part && !stop.aborted ? seeds() : undefined;
    if (!part || seed === undefined) break;
    const { name, volume, files } = part;
    say(`${name}: seed ${seed}`);
    const onFile = (file: FileEnd) => say(`${name}: ${fileLine(file)}`);
    const end = await playRound({ command: command(files), cwd, seed, volume, onFile }, stop);
    ends.get(name)?.push({ ...end, seed });
    spent.set(name, { ms: (spent.get(name)?.ms ?? 0) + end.ms, failed: end.how === 'failed' });
    for (const line of leftOut(end.output)) say(`${name}: ${line}`);
    if (end.how === 'failed')
      say(`${end.output}\nFAILED ${name}; again: npm run soak -- --part ${name} --seed ${seed}`);
  }
  const unreached = parts.filter(({ name }) => !spent.has(name)).map(({ name }) => name);
  if (unreached.length > 0) say(`Not reached: npm run soak -- --part ${unreached.join(',')}`);
  return parts.map(({ name }) => reportOf(name, ends.get(name) ?? []));
}

/** Says how a file ended. The round may be stopped before its output has the errors, so the line has them, too. */
function fileLine({ file, passed, skipped, failures, ms }: FileEnd): string {
  const counts = [`${passed} passed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');
  const how = failures.length > 0 ? `FAILED ${failures.length}, ` : '';
  return [`${file}: ${how}${counts}, ${Math.round(ms / 1000)} s`, ...failures].join('\n  ');
}

/** Returns what tests said they leave out on this computer, and why. Such a part passes, and proves less. */
function leftOut(output: string): Set<string> {
  return new Set(output.match(/^(?:skipped|left out)[:,] .*$/gm));
}

function reportOf(name: string, ends: readonly (RoundEnd & { seed: number })[]): PartReport {
  return {
    name,
    seeds: ends.map(({ seed }) => seed),
    seconds: ends.reduce((sum, { ms }) => sum + ms / 1000, 0),
    failures: ends.filter(({ how }) => how === 'failed').length,
    figures: ends.flatMap(({ figures }) => figures),
  };
}
