import type { Command } from '../../src/commands/index.ts';
import { parseArgs } from '../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../src/interfaces/cli/words/resolve.ts';

/** Maps ids in examples (task 12, run r7) to the first task and the first run of a test's workspace. */
const IDS: Readonly<Record<string, string>> = { 12: '1', r7: 'r1' };

/**
 * Returns the arguments in a command's first example, for the first task or run. Returns an empty object without an
 * example.
 */
export function exampleInput(command: Command): Record<string, unknown> {
  for (const line of command.cli?.examples ?? []) {
    const words = wordsOf(line).map((word) => IDS[word] ?? word);
    const found = isOneCommand(line) ? meantBy(words) : undefined;
    if (found?.command.name === command.name) return parseArgs(command, found.rest).input;
  }
  return {};
}

/** Checks that a line is one command, without a pipe or an output file, which need a shell. */
function isOneCommand(line: string): boolean {
  return !/[|<>$]/.test(line.replaceAll(/"[^"]*"|'[^']*'/g, ''));
}

function wordsOf(line: string): string[] {
  return Array.from(line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g), ([word]) => word.replaceAll(/["']/g, ''));
}
