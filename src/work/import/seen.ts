import type { Row } from '../../sources/index.ts';

/** Field -> digest of what the source said of it when it was last imported. */
export type Seen = Readonly<Record<string, string>>;

/** What says which row it is, and when it changed: no content. */
const NO_CONTENT = new Set(['uuid', 'source', 'ref', 'entry', 'modified', 'docs']);

/** Fields of which one follows from the other. */
export const TOGETHER: Readonly<Record<string, string>> = { end: 'status', start: 'status' };

/** Digests of everything that a row says, documents by `docs.NAME`. What many rows say alike is worked out once for all of them. */
export function createSeen(): (row: Row) => Record<string, string> {
  const known = new Map<string, string>();
  const digestOf = (text: string) => {
    if (text.length > SHORT) return digest(text);
    let found = known.get(text);
    if (found === undefined) {
      found = digest(text);
      if (known.size < MOST_KNOWN) known.set(text, found);
    }
    return found;
  };
  return ({ known: row, extra }) => {
    const texts: Record<string, string> = {};
    for (const [field, value] of Object.entries(row))
      if (value !== undefined && !NO_CONTENT.has(field)) add(texts, TOGETHER[field] ?? field, [field, value]);
    for (const [name, body] of Object.entries((row.docs ?? {}) as Record<string, string>))
      add(texts, `docs.${name}`, body);
    if (Object.keys(extra).length > 0) add(texts, 'extra', extra);
    for (const part of Object.keys(texts)) texts[part] = digestOf(`[${texts[part]}]`);
    return texts;
  };
}

/** Characters of a text that many rows may have, and so many of them are remembered. */
const SHORT = 60;
const MOST_KNOWN = 1_000;

/** Elements of a list as JSON, one after the other. */
function add(texts: Record<string, string>, part: string, value: unknown): void {
  const text = JSON.stringify(value);
  texts[part] = Object.hasOwn(texts, part) ? `${texts[part]},${text}` : text;
}

/**
 * 53 bits of a sum over the text (cyrb53, public domain): ten times as fast as a cryptographic one, and nobody gains by a row that is
 * taken for what it was.
 */
function digest(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & b) + (a >>> 0)).toString(36);
}
