import { ownProperty } from '../../../base/own-property.ts';
import type { TaskRow } from '../../../sources/index.ts';

/**
 * Field -> digest of what the source said of it when it was last imported. Where that became another value here (a title that was cut), the
 * digest of that one follows behind a blank: what differs from it was changed here since.
 */
export type ImportedDigests = Readonly<Record<string, string>>;

/** Fields that several sides write together, or that only imports write: nobody's change is lost in them. */
const SHARED = new Set(['annotations', 'attachments', 'extra', 'underway']);

/** Does the source say another thing of a field than the last time? */
export function changedThere(field: string, before: ImportedDigests, now: ImportedDigests): boolean {
  return now[field] !== before[field]?.split(' ')[0];
}

/** Is the value that a field has now another one than the last import left? Documents are told by their texts. */
export function changedHere(field: string, seen: ImportedDigests, now: unknown): boolean {
  if (SHARED.has(field)) return false;
  const before = seen[field];
  return before === undefined ? !isNone(field, now) : (before.split(' ')[1] ?? before) !== digestHere(field, now);
}

/** Does a field have the value that a source says? */
export function isSaid(field: string, said: string | undefined, now: unknown): boolean {
  return said === undefined ? isNone(field, now) : said === digestHere(field, now);
}

/** The digests of a row with those of what its fields became in a task, where they differ. */
export function withHere(seen: ImportedDigests, fields: readonly string[], task: object): ImportedDigests {
  const whole: Record<string, string> = { ...seen };
  for (const field of fields) {
    const there = seen[field];
    if (there === undefined || SHARED.has(field) || field.startsWith('docs.')) continue;
    const here = digestHere(field, valueHere(field, task));
    whole[field] = here === there ? there : `${there} ${here}`;
  }
  return whole;
}

/** What is compared of a field of a task: of criteria their words, and whether they are met. */
export function valueHere(field: string, task: object): unknown {
  const value = (task as Record<string, unknown>)[field];
  if (field !== 'acceptance' || !Array.isArray(value)) return value;
  return value.map(({ text, met }: { text: string; met?: unknown }) => [text, met !== undefined]);
}

function digestHere(field: string, value: unknown): string {
  return digest(listed(field.startsWith('docs.') ? [value] : [[field, value ?? null]]));
}

function isNone(field: string, value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (field === 'status' && value === 'pending')
  );
}

/** What says which row it is, and when it changed: no content. */
const NO_CONTENT = new Set(['uuid', 'id', 'source', 'ref', 'entry', 'modified', 'docs']);

/** Fields of which one follows from the other. */
export const TOGETHER: Readonly<Record<string, string>> = { end: 'status', start: 'status' };

/** Digests of everything that a row says, documents by `docs.NAME`. What many rows say alike is worked out once for all of them. */
export function createSeen(): (row: TaskRow) => Record<string, string> {
  const known = new Map<string, Map<unknown, string>>();
  /** What one field says alone. */
  const digestOf = (field: string, value: unknown) => {
    if (typeof value === 'object' || (typeof value === 'string' && value.length > SHORT))
      return digest(listed([[field, value]]));
    const ofField = known.get(field) ?? new Map<unknown, string>();
    if (ofField.size === 0) known.set(field, ofField);
    const found = ofField.get(value) ?? digest(listed([[field, value]]));
    if (ofField.size < MOST_KNOWN) ofField.set(value, found);
    return found;
  };
  return ({ known: row, extra }) => {
    const seen: Record<string, string> = {};
    const together: Record<string, [string, unknown][]> = {};
    for (const [field, value] of Object.entries(row)) {
      if (value === undefined || NO_CONTENT.has(field)) continue;
      const leader = LED.has(field) ? field : ownProperty(TOGETHER, field);
      if (leader === undefined) seen[field] = digestOf(field, value);
      else together[leader] = [...(together[leader] ?? []), [field, value]];
    }
    for (const [leader, said] of Object.entries(together))
      seen[leader] = said.length === 1 ? digestOf(...said[0]!) : digest(listed(said));
    for (const [name, body] of Object.entries((row.docs ?? {}) as Record<string, string>))
      seen[`docs.${name}`] = digest(listed([body]));
    if (Object.keys(extra).length > 0) seen.extra = digest(listed([extra]));
    return seen;
  };
}

/** The fields that others go together with. */
const LED = new Set(Object.values(TOGETHER));

/** Characters of a text that many rows may have, and so many of each field are remembered. */
const SHORT = 60;
const MOST_KNOWN = 500;

const listed = (values: readonly unknown[]) => JSON.stringify(values);

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
