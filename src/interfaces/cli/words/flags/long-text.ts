import { flagIn } from '../global-flags.ts';
import type { Saying } from '../saying.ts';

/**
 * Returns the field for `--description` beside `--title`: other programs have a line and a longer text. `refused` means
 * that the command has no field for the text.
 */
export function longText({ command, before, behind }: Saying): 'spec' | 'refused' | undefined {
  const { shape } = command.input();
  if (!('description' in shape) || ![...before, ...behind].some((word) => flagIn(word)?.name === 'title'))
    return undefined;
  return 'spec' in shape ? 'spec' : 'refused';
}
