import { shellWord } from '../../../../base/shell-word.ts';
import type { QueueFlags } from '../../queues/chosen-queue.ts';
import { flagIn } from '../global-flags.ts';
import { resolveCommand } from '../resolve.ts';

/** The flags of every command that choose the queue and the author of a line. All have a value. */
const PLACES = ['cwd', 'queue', 'profile', 'as'] as const satisfies readonly (keyof QueueFlags)[];
type Place = (typeof PLACES)[number];

/** A line in two parts: the flags that choose its queue and author, with their values, and the other words. */
interface Apart {
  place: readonly string[];
  rest: readonly string[];
}

/**
 * Separates the flags that choose the queue and the author from a line. Words of other programs are replaced without
 * them, so that a line means the same in each queue. A flag without a value, or of the command itself, stays.
 */
export function apartPlace(words: readonly string[]): Apart {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const shape = words.some((word) => placeIn(word)) ? resolveCommand(words)?.command.input().shape : undefined;
  const place: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < end; at++) {
    const flag = placeIn(words[at]!);
    const value = flag?.inline ?? (at + 1 < end ? words[at + 1] : undefined);
    if (!flag || value === undefined || (flag.inline === undefined && value.startsWith('-')) || shape?.[flag.name]) {
      rest.push(words[at]!);
      continue;
    }
    place.push(...words.slice(at, at + (flag.inline === undefined ? 2 : 1)));
    if (flag.inline === undefined) at++;
  }
  return { place, rest: [...rest, ...words.slice(end)] };
}

function placeIn(word: string) {
  const flag = flagIn(word);
  return flag && PLACES.some((name) => name === flag.name) ? flag : undefined;
}

/** Puts the flags behind the other words, and before a text behind dashes. */
export function withPlaceFlags({ place, rest }: Apart): readonly string[] {
  const end = rest.includes('--') ? rest.indexOf('--') : rest.length;
  return place.length === 0 ? rest : [...rest.slice(0, end), ...place, ...rest.slice(end)];
}

/** Returns the values of the flags. */
export function placeFlags({ place }: Pick<Apart, 'place'>): QueueFlags {
  const flags: Partial<Record<Place, string>> = {};
  place.forEach((word, at) => {
    const flag = placeIn(word);
    if (flag) flags[flag.name as Place] = flag.inline ?? place[at + 1]!;
  });
  return flags;
}

/** Matches the lines that a text names. Help is the same for all queues. */
const LINES = /(?<=`)backlog (?!help\b)[^`]+(?<!--help)(?=`)/g;

/**
 * Adds the flags to the lines that a text suggests, and to each part of a line with several. Without them, a line would
 * act in another queue than the typed one, or as somebody else.
 */
export function placedLines(text: string, place: readonly string[]): string {
  return place.length === 0 ? text : text.replace(LINES, (line) => placedLine(line, place));
}

function placedLine(line: string, place: readonly string[]): string {
  const flags = place.map(shellWord).join(' ');
  return (
    line
      .split(' && ')
      // A line about all queues has no queue of its own.
      .map((part) => (/^(?!backlog )| --all-queues\b/.test(part) || part.includes(flags) ? part : put(part, flags)))
      .join(' && ')
  );
}

const put = (line: string, flags: string) =>
  line.includes(' -- ') ? line.replace(' -- ', () => ` ${flags} -- `) : `${line} ${flags}`;
