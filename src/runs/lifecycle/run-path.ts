import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { readPlainText, writePlain } from '../../work/paths/plain-file.ts';
import type { Caller } from '../../work/workspace/context.ts';

/**
 * Returns the PATH for the next round of a run. A person at a terminal starts it with the PATH of that terminal, which is
 * then stored for later rounds. A form, the board, an agent or the orchestrator may start a later round: their programs
 * were started elsewhere, often without the person's folders of PATH, so the round gets the stored one.
 * @param file the run's file with its PATH
 */
export function pathOfRound(
  file: string,
  caller: Pick<Caller, 'door' | 'actor'>,
  own: string | undefined,
): string | undefined {
  const stored = isAtTerminal(caller) ? undefined : storedPath(file);
  if (stored !== undefined || own === undefined) return stored;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writePlain(file, own);
  return own;
}

/**
 * Returns the PATH for the process of a queue that this caller starts. Checks and `runs.propose` run there.
 * @param files the files with the PATH of runs in its repository, the newest first
 */
export function pathOfQueue(files: Iterable<string>, caller: Pick<Caller, 'door' | 'actor'>): string | undefined {
  if (isAtTerminal(caller)) return undefined;
  for (const file of files) {
    const stored = storedPath(file);
    if (stored !== undefined) return stored;
  }
  return undefined;
}

function isAtTerminal({ door, actor }: Pick<Caller, 'door' | 'actor'>): boolean {
  return door === 'cli' && actor.kind === 'human';
}

function storedPath(file: string): string | undefined {
  return readPlainText(file) || undefined;
}
