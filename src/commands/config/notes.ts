import { oneLine } from '../../text/safe.ts';
import type { ConfigStanding } from '../../work/config/consent.ts';

/** Formats what a person must do about config files, with the next command. One text per file. */
export function configNotes(unsettled: readonly ConfigStanding[]): { problem: string; advice: string }[] {
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
      advice: `To read and agree: \`backlog config trust ${repository}\``,
    };
  });
}
