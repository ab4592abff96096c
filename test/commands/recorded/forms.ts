import { isObject } from '../../../src/base/is-object.ts';
import type { Executed } from '../../../src/commands/execute.ts';
import { outputValue, render, renderScreen } from '../../../src/commands/render.ts';

/** Replaces what differs between machines and runs. */
export interface Mask {
  /** Replaces all of it in a text. */
  text(text: string): string;
  /** Replaces only what has another length, on which layouts depend, in the texts of a value. */
  value<T>(value: T): T;
}

/** Returns the forms of an output, each under its heading. A form that equals an earlier one names that one. */
export async function formsOf(executed: Executed, mask: Mask): Promise<string> {
  const told: Executed = { ...executed, output: mask.value(executed.output) };
  // First, since it contains whole hashes, and texts their beginnings.
  const json = mask.text(valueText(outputValue(told)));
  const { context } = told;
  const asDoor = (door: 'mcp' | 'cli') => ({ ...told, context: context.with({ caller: { ...context.caller, door } }) });
  const screen = (columns: number) => renderScreen(asDoor('cli'), { columns, rows: 60, colour: 0 });
  const forms: [string, string][] = [
    ['model', await render(asDoor('mcp'))],
    ['terminal, 80 columns', await screen(80)],
    ['terminal, 200 columns', await screen(200)],
  ];
  return `${formsText(forms, mask.text)}\n--- JSON\n${json}`;
}

/** Formats texts, each under its heading. One that equals an earlier one names that one. */
export function formsText(forms: readonly (readonly [title: string, text: string])[], masked = (text: string) => text) {
  const parts = forms.map(([title, text], i) => {
    const same = forms.slice(0, i).find(([, earlier]) => earlier === text)?.[0];
    return `--- ${title}${same ? `: as ${same}` : `\n${masked(text)}`}`;
  });
  return parts.join('\n');
}

const WIDTH = 120;

/** Formats a value as JSON, with parts that fit on a line in one line. */
function valueText(value: unknown, indent = ''): string {
  const line = JSON.stringify(value) ?? 'null';
  if (indent.length + line.length <= WIDTH || typeof value !== 'object' || value === null) return line;
  const inner = `${indent} `;
  const [open, close, parts] = Array.isArray(value)
    ? ['[', ']', value.map((one) => valueText(one, inner))]
    : [
        ...['{', '}'],
        Object.entries(value)
          .filter(([, one]) => one !== undefined)
          .map(([name, one]) => `${JSON.stringify(name)}: ${valueText(one, inner)}`),
      ];
  return `${open}\n${(parts as string[]).map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** Matches hashes, and ids that the counter of `queue.ts` did not make. */
const RANDOM = /\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{8}-(?!0000-)[0-9a-f]{4}-[0-9a-f-]{22})\b/g;
/** Matches the facts about a process in JSON. */
const PROCESS = /"(pid|start|boot|machine|namespace)": ?(?:\d+|"[0-9a-f-]+")(?=,|\n|\})/g;
/** Matches what may be the beginning of a hash or id. */
const SHORT = /\b[0-9a-f]{7,16}\b/g;
/** Matches the beginning of a commit that a call names, although the output doesn't have the whole id. */
const NAMED = /(?<=\bcommit )(?!f0000)[0-9a-f]{7}\b/g;

/**
 * Returns a mask of these words, and of hashes and random ids: each is replaced by its number in the order of its first
 * use, in the same length, and so is its beginning. With `sizes`, all numbers of bytes are equal, because a folder has
 * another size on each kind of disk.
 */
export function maskOf(words: readonly (readonly [string, string])[], { sizes }: { sizes: boolean }): Mask {
  const known = new Map<string, string>();
  const numbered = (one: string) => {
    const number = known.size + 1;
    const fake = one.replaceAll(/[0-9a-f]/g, '0').replace(/^.{7}/, `f${String(number).padStart(6, '0')}`);
    if (!known.has(one)) known.set(one, fake);
    return known.get(one)!;
  };
  const shortened = (short: string) => {
    const whole = [...known.keys()].find((one) => one.startsWith(short));
    return whole === undefined ? short : known.get(whole)!.slice(0, short.length);
  };
  const worded = (given: string) => words.reduce((so, [from, to]) => so.replaceAll(from, to), given);
  const text = (given: string) =>
    worded(given)
      .replaceAll(RANDOM, (one) => (isFake(one) ? one : numbered(one)))
      .replaceAll(SHORT, shortened)
      .replaceAll(NAMED, 'f000000')
      .replaceAll(PROCESS, '"$1": "…"');
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return worded(given);
    if (Array.isArray(given)) return given.map(value);
    if (!isObject(given) || given instanceof Uint8Array) return given;
    return Object.fromEntries(
      Object.entries(given).map(([name, inner]) => [name, sizes && name === 'bytes' ? 61_440 : value(inner)]),
    );
  };
  return { text, value: <T>(given: T) => value(given) as T };
}

const isFake = (one: string) => /^f\d{6}0/.test(one) && /^[0-]*$/.test(one.slice(7));
