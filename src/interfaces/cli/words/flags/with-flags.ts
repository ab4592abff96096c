import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { BacklogError } from '../../../../domain/errors.ts';
import { parseArgs } from '../args.ts';
import { lostIn } from '../line-places.ts';
import { resolveCommand } from '../resolve.ts';

/** Adds the flags of the line to a suggestion, if its command accepts them. */
export function withFlags(line: string | undefined, flags: readonly string[]): string | undefined {
  const whole = line?.replace(/^backlog /, '').split(' ') ?? [];
  const found = flags.length === 0 || line === undefined ? undefined : resolveCommand(whole);
  if (!found) return line;
  const own = parsedInput(found.command, found.rest);
  // A flag that takes the place of a word has none beside it.
  const fits = (some: readonly string[]) => {
    try {
      const { input } = parseArgs(found.command, [...found.rest, ...some]);
      return Object.entries(own).every(([field, value]) => input[field] === value);
    } catch {
      return false;
    }
  };
  // Each flag with its value, so that one without a place takes no other with it.
  const groups = flags.reduce<string[][]>((all, word) => {
    if (word.startsWith('-') || all.length === 0) all.push([word]);
    else all.at(-1)!.push(word);
    return all;
  }, []);
  const kept = fits(flags) ? flags : groups.filter(fits).flat();
  const meant = kept.length < flags.length ? lineOfRefusal(found.command, [...found.rest, ...flags]) : undefined;
  if (meant !== undefined && lostIn(meant, kept).length === 0) return meant;
  return kept.length > 0 && fits(kept) ? `${line} ${kept.map(shellWord).join(' ')}` : line;
}

export function parsedInput(command: CommandRow, words: readonly string[]): ReturnType<typeof parseArgs>['input'] {
  try {
    return parseArgs(command, words).input;
  } catch {
    return {};
  }
}

/** Returns the line that the refusal of a command's words suggests: a flag can mean another command. */
function lineOfRefusal(command: CommandRow, words: readonly string[]): string | undefined {
  try {
    parseArgs(command, words);
    return undefined;
  } catch (error) {
    const line = error instanceof BacklogError ? error.data?.line : undefined;
    return typeof line === 'string' ? line : undefined;
  }
}
