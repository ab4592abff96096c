import { ownProperty } from '../../../../base/own-property.ts';
import { flagIn } from '../global-flags.ts';

/** Flags of other programs whose values are words of Backlog's line, with the places of these words. */
const PLACES: Readonly<Record<string, number>> = { task: 1, id: 1, input: 1, depends_on: 2, prompt: 2, name: 2 };

/** Lines whose first word is a task, also without a place for it. */
const OF_TASK = /^(modify|annotate|info|doc) /;

/**
 * Moves the values of such flags to their places among the words of a line: the task of `label attach ui --task 4` and
 * `add-dependency --id=2 --depends-on=1`.
 */
export function flagsInPlaces(line: string, words: readonly string[]): readonly string[] {
  const placed: Record<number, string[]> = { 1: [], 2: [] };
  const others: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const flag = flagIn(words[at]!);
    const place = flag && placeOf(flag.name, line);
    const value = flag?.inline ?? words[at + 1];
    if (!flag || place === undefined || value === undefined) {
      others.push(words[at]!);
      continue;
    }
    placed[place]!.push(value);
    if (flag.inline === undefined) at++;
  }
  return others.length === words.length ? words : [...placed[1]!, ...others, ...placed[2]!];
}

function placeOf(name: string, line: string): number | undefined {
  const place = ownProperty(PLACES, name);
  const hasPlace = line.includes(`$${place}`) || (name === 'prompt' && line.includes('"…"'));
  return hasPlace || (name === 'task' && OF_TASK.test(`${line} `)) ? place : undefined;
}
