import { flagIn, type WrittenFlag } from './global-flags.ts';
import { type Saying, valueAndOthers } from './saying.ts';

/**
 * Returns the words to type instead of a line with `--command` for the program of a client: `--binary`. Undefined for
 * other agents, whose whole command it is, and for other lines.
 */
export function programFlag(flag: WrittenFlag, saying: Omit<Saying, 'parse'>): readonly string[] | undefined {
  const { value, others } = valueAndOthers(flag, saying);
  if (flag.name !== 'command' || value === undefined || !/^agent_(add|update)$/.test(saying.command.name))
    return undefined;
  const at = others.findIndex((word) => flagIn(word)?.name === 'provider');
  const provider = at < 0 ? others[0] : (flagIn(others[at]!)?.inline ?? others[at + 1]);
  if ((provider !== 'claude' && provider !== 'codex') || /\s/.test(value)) return undefined;
  return [...others, '--binary', value];
}
