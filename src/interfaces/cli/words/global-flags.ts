import { COLOUR_MODES } from '../colour.ts';

/** A flag that is the same for every command. */
export interface GlobalFlag {
  means: string;
  /** What kind of value follows it, in help; a flag without one is true by being there. */
  value?: string;
  /** The only words that it takes. */
  words?: readonly string[];
  /** One letter behind a single dash, which means the same everywhere. */
  short?: string;
}

/** What every verb understands beside its own fields: the one list for the reader of lines, help, completion and the reference. */
export const GLOBAL_FLAGS = {
  json: { means: 'Print the output, or the error, as JSON' },
  help: { means: 'Explain the command', short: 'h' },
  as: { means: 'Record another author: human:NAME at a terminal, system:NAME anywhere', value: 'KIND:NAME' },
  cwd: { means: 'Use the queue of this folder', value: 'FOLDER' },
  watch: { means: 'Show the output again after every change, until Ctrl+C' },
  yes: { means: 'Don’t ask before changing many tasks or destroying data', short: 'y' },
  color: {
    means: 'auto, always or never; auto means at a terminal without NO_COLOR',
    value: 'WHEN',
    words: COLOUR_MODES,
  },
} as const satisfies Readonly<Record<string, GlobalFlag>>;

export type GlobalName = keyof typeof GLOBAL_FLAGS;

/** Their rows, each with all that a flag may have. */
export const GLOBAL_ROWS = Object.entries(GLOBAL_FLAGS) as readonly (readonly [GlobalName, GlobalFlag])[];

/** A word that is a flag, as it was written: its name in the words of fields, and the value behind `=`. */
export interface WrittenFlag {
  written: string;
  name: string;
  inline: string | undefined;
}

/** Reads `--name`, `--name=value`, and a short flag that there is; nothing for other words. */
export function flagIn(word: string): WrittenFlag | undefined {
  const long = GLOBAL_ROWS.find(([, { short }]) => short !== undefined && word === `-${short}`)?.[0];
  const [, written = long, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  return written === undefined ? undefined : { written, name: written.replaceAll('-', '_'), inline };
}

/** Does one letter follow a single dash, which is a short flag at every command? */
export function isShort(word: string): boolean {
  return /^-[a-z]$/i.test(word);
}

export function isGlobal(name: string): name is GlobalName {
  return Object.hasOwn(GLOBAL_FLAGS, name);
}

/** Does a value follow it? */
export function takesGlobal(name: string): boolean {
  return isGlobal(name) && 'value' in GLOBAL_FLAGS[name];
}

/** Global flags may stand before the verb, too, as in git: `backlog --cwd ../other list`. */
export function verbFirst(words: readonly string[]): readonly string[] {
  const { flags, rest } = leadingFlags(words);
  const end = rest.includes('--') ? rest.indexOf('--') : rest.length;
  return [...rest.slice(0, end), ...flags, ...rest.slice(end)];
}

/** The global flags before the verb, with their values, and the words from the verb on. */
export function leadingFlags(words: readonly string[]): { flags: readonly string[]; rest: readonly string[] } {
  let from = 0;
  while (from < words.length) {
    const flag = flagIn(words[from]!);
    if (!flag || !isGlobal(flag.name)) break;
    from += takesGlobal(flag.name) && flag.inline === undefined ? 2 : 1;
  }
  return { flags: words.slice(0, from), rest: words.slice(from) };
}

/** The words that are neither flags nor their values; `takes` says which flags of a command have one. All words behind `--` count. */
export function plainWords(words: readonly string[], takes: (name: string) => boolean = () => false): string[] {
  const plain: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') return [...plain, ...words.slice(i + 1)];
    const flag = flagIn(word);
    if (!flag) plain.push(word);
    else if (flag.inline === undefined && (takesGlobal(flag.name) || takes(flag.name))) i++;
  }
  return plain;
}

/** The words without those of some global flags, and the value that each was last given. */
export function takenOut(
  words: readonly string[],
  names: readonly GlobalName[],
): { words: string[]; values: Partial<Record<GlobalName, string>> } {
  const left: string[] = [];
  const values: Partial<Record<GlobalName, string>> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') return { words: [...left, ...words.slice(i)], values };
    const name = names.find((one) => flagIn(word)?.name === one);
    if (name === undefined) left.push(word);
    else values[name] = flagIn(word)!.inline ?? (takesGlobal(name) ? (words[++i] ?? '') : 'true');
  }
  return { words: left, values };
}
