import { flagIn, type WrittenFlag } from '../global-flags.ts';
import type { Saying } from '../saying.ts';

/** Returns the words of a list with the other order, instead of a flag that reverses it: `list --sort due --reverse`. */
export function reversedSort(
  { name, inline }: WrittenFlag,
  { command, before, behind }: Omit<Saying, 'parse'>,
): readonly string[] | undefined {
  if (!/^(?:reverse|desc|descending)$/.test(name) || inline !== undefined) return undefined;
  if (!Object.hasOwn(command.input().shape, 'sort')) return undefined;
  const words = [...before, ...behind];
  const at = words.findIndex((word) => flagIn(word)?.name === 'sort');
  const joined = flagIn(words[at] ?? '')?.inline;
  const key = joined ?? words[at + 1];
  if (at < 0 || key === undefined || !/^\w+$/.test(key)) return undefined;
  return words.toSpliced(at, joined === undefined ? 2 : 1, '--sort', `${key}:desc`);
}
