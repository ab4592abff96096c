import type { Reader } from '../../domain/calls/door.ts';
import { oneLine } from '../../text/safe.ts';
import type { ConfigStanding } from '../../work/config/consent.ts';

/**
 * Formats what a person must do about config files, with the next command. One text per file.
 * @param reader the reader's tools; without them, the command is that of a terminal
 */
export function configNotes(
  unsettled: readonly ConfigStanding[],
  reader: Pick<Reader, 'offers'> = {},
): { problem: string; advice: string }[] {
  return unsettled.map(({ repository, state, file = '', problem = '', agreed }) => {
    if (state === 'invalid')
      return {
        problem: `the config file of ${repository} does not count: ${oneLine(problem, 300)}`,
        advice: `Until it is fixed, the last one without an error counts: \`backlog config show ${repository}\``,
      };
    return {
      problem: agreed
        ? `${file} of ${repository} changed, and what you agreed to before still counts`
        : `the commands, agents and limits in ${file} of ${repository} do not count yet`,
      advice: trustAdvice(reader, repository),
    };
  });
}

/** Returns how a person agrees to a config file: with the tool, which opens a form, or at a terminal. */
export function trustAdvice({ offers }: Pick<Reader, 'offers'>, repository?: string): string {
  if (offers?.('config_trust')) return `${['config_trust', repository].join(' ').trim()} opens a form for the person`;
  return repository === undefined
    ? 'To read and agree: `backlog config trust`'
    : `To read and agree: \`backlog config trust ${repository}\``;
}
