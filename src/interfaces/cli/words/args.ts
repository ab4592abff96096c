import type { CommandRow } from '../../../commands/index.ts';
import { shortLine } from '../../../domain/calls/door.ts';
import { respelledFlag } from './flags/foreign.ts';
import { programFlag } from './flags/program-flag.ts';
import { checkAttached, letterElsewhere, refuseMisread, unknownShort } from './flags/unknown-short.ts';
import { flagIn, shortFlag } from './global-flags.ts';
import { readOtherValues } from './other-values.ts';
import type { ParsedArgs } from './plain/parsed-args.ts';
import { readArgs } from './plain/read-args.ts';
import type { OtherWords } from './plain/read-flag.ts';
import { refuseJsonFields } from './spellings/json-fields.ts';
import { flagOfLetter } from './spellings/letters.ts';
import { withStates } from './spellings/states-in-filters.ts';
import { fieldsInText } from './spellings/words-behind.ts';
import { withWordsOfFields } from './spellings/words-of-fields.ts';
import { unknownFlag } from './unknown-flag.ts';

const OTHER_WORDS: OtherWords = {
  ...{ unknownShort, refuseMisread, checkAttached, refuseJsonFields, unknownFlag },
  ...{ fieldsInText, withStates, withWordsOfFields, readOtherValues },
  letterMeant: (said) => {
    const { command, word, behind } = said;
    return flagIn(flagOfLetter(said) ?? word) ?? shortFlag(word) ?? letterElsewhere(word, behind[0], command);
  },
  respelledFlag: (flag, said) =>
    programFlag(flag, said) ? undefined : respelledFlag(flag, said.behind[0], said.command),
};

/**
 * Reads the words after the verb like {@link readArgs}, and corrects those of other programs.
 * @param front the number of first words whose flags are those of every command
 * @throws BacklogError `usage` with the nearest known flag
 */
export function parseArgs(command: CommandRow, typed: readonly string[], front = 0): ParsedArgs {
  return readArgs(command, typed, { others: () => OTHER_WORDS, front });
}

/** Returns the command as its help names it, before any other words: `backlog doc write`. */
export function commandWords(command: CommandRow): string {
  return `backlog ${shortLine(command.name)}`;
}
