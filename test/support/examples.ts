import type { Command } from '../../src/commands/index.ts';
import { parseArgs } from '../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../src/interfaces/cli/words/resolve.ts';

/** In examples a task is 12 and a run is r7; in the workspaces of tests the first of each. */
const IDS: Readonly<Record<string, string>> = { 12: '1', r7: 'r1' };

/** A command's arguments as its first example writes them, about the first task or run; none without an example. */
export function exampleInput(command: Command): Record<string, unknown> {
  for (const line of command.cli?.examples ?? []) {
    const words = wordsOf(line).map((word) => IDS[word] ?? word);
    const found = isOneCommand(line) ? meantBy(words) : undefined;
    if (found?.command.name === command.name) return parseArgs(command, found.rest).input;
  }
  return {};
}

/** Nothing in it is for a shell: no pipe, no file to write to. */
function isOneCommand(line: string): boolean {
  return !/[|<>$]/.test(line.replaceAll(/"[^"]*"|'[^']*'/g, ''));
}

function wordsOf(line: string): string[] {
  return Array.from(line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g), ([word]) => word.replaceAll(/["']/g, ''));
}
