import { textHash } from '../../base/text-hash.ts';
import { isNothing } from '../../domain/fields/nothing.ts';
import { TASK_FIELDS } from '../../domain/fields/table.ts';
import { sortedKeys } from '../../domain/record-version.ts';
import { entryText } from '../../domain/scope-text.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import { type Store, sha256 } from '../../store/index.ts';

/**
 * What the other side and the queue had in a field after the last merge. Each is a value (`=` and JSON), the blob of a
 * document (`@` and its name), a digest (`#…`), or '' for nothing. Versions before stored digests only, without a sign.
 * The sides differ if the queue stores a value in another form, or merged it with its own.
 */
export interface Base {
  there: string;
  here: string;
}

/** Returns the digest that earlier versions stored for a value. */
export type OldDigest = (field: string, value: unknown) => string;

/** The base of a field that no merge has seen. */
export const NO_BASE: Base = { there: '', here: '' };

/** Reads the base of a field. Earlier versions separated the sides by a blank. */
export function readBase(text: string | undefined): Base {
  if (text === undefined) return NO_BASE;
  const [there = '', here = there] = text.split(/^[=@#\n]/.test(text) ? '\n' : ' ');
  return { there, here };
}

/** Returns the text of a base for storing. */
export function baseText({ there, here }: Base): string {
  return there === here ? there : `${there}\n${here}`;
}

/** Checks whether a side of a base is the digest of an earlier version. */
export function isOld(side: string): boolean {
  return side !== '' && !/^[=@#]/.test(side);
}

/** Checks whether a value is still the one of the base. */
export function isStill(side: string, field: string, value: unknown, oldDigest: OldDigest): boolean {
  return (isOld(side) ? oldDigest(field, value) : said(field, value)) === side;
}

/** Fields that never conflict: the sides only add to them, or only imports write them. Their base is a digest. */
const SHARED: ReadonlySet<string> = new Set(['annotations', 'attachments', 'extra', 'underway']);

/** Fields whose elements have no order: other programs sort them. */
const UNORDERED: ReadonlySet<string> = new Set(['tags', 'depends', 'links']);

/** Maximum length of a value in a base, in characters. A longer one is a digest, so its elements don't merge. */
const LONGEST = 2_000;

/** Returns how a field merges. The elements of a set change one by one, those of a text by paragraph. */
export function mergingOf(field: string): 'shared' | 'prose' | 'set' | 'list' | 'scalar' {
  if (SHARED.has(field)) return 'shared';
  if (field === 'spec' || field.startsWith('docs.')) return 'prose';
  if (UNORDERED.has(field)) return 'set';
  return (TASK_FIELDS as Readonly<Record<string, { set?: true }>>)[field]?.set ? 'list' : 'scalar';
}

/** Returns one side of a base for a value of this side. Equal values have equal texts, in whatever form they are written. */
export function said(field: string, value: unknown): string {
  if (isNothing(value, field)) return '';
  const merging = mergingOf(field);
  if (merging === 'prose') return `@${sha256(String(value))}`;
  const json = JSON.stringify(plain(field, value));
  return merging === 'shared' || json.length > LONGEST ? `#${textHash(json)}` : `=${json}`;
}

/** Checks whether two values of a field say the same. */
export function saysSame(field: string, one: unknown, other: unknown): boolean {
  return said(field, trimmed(one)) === said(field, trimmed(other));
}

/** Returns the elements of a value by the texts that identify them, as the base has them. */
export function elementsOf(field: string, value: unknown): Map<string, unknown> {
  return new Map(listed(field, value).map((one) => [JSON.stringify(plainElement(field, one)), one]));
}

/**
 * Returns the elements of a side of a base; undefined if it doesn't have them. An imported file can contain any base.
 */
export function keysIn(side: string): ReadonlySet<string> | undefined {
  if (side === '') return new Set();
  try {
    const value: unknown = JSON.parse(side.replace(/^=/, ''));
    return Array.isArray(value) ? new Set(value.map((one) => JSON.stringify(one))) : undefined;
  } catch {
    return undefined;
  }
}

function plain(field: string, value: unknown): unknown {
  if (UNORDERED.has(field)) {
    const elements = [...elementsOf(field, value)].sort(([a], [b]) => (a < b ? -1 : 1));
    return elements.map(([, one]) => plainElement(field, one));
  }
  return Array.isArray(value) ? value.map((one) => plainElement(field, one)) : sortedKeys(trimmed(value));
}

function plainElement(field: string, one: unknown): unknown {
  if (field === 'acceptance') {
    const criterion = (typeof one === 'object' && one ? one : { text: one }) as { text: string; met?: unknown };
    const { met } = criterion;
    return [criterionLine(criterion), (met as { evidence?: string } | undefined)?.evidence ?? Boolean(met)];
  }
  return field === 'scope' && typeof one === 'object' ? entryText(one as { glob: string }) : sortedKeys(one);
}

function listed(field: string, value: unknown): unknown[] {
  if (isNothing(value, field)) return [];
  if (Array.isArray(value)) return value;
  return String(value)
    .split(UNORDERED.has(field) ? /[,\s]+/ : '\n')
    .filter(Boolean);
}

const trimmed = (value: unknown) => (typeof value === 'string' ? value.trim() : value);

/**
 * Reads the document of a base, as the other side had it: undefined if it was purged, or if the base has only a digest.
 * A file may lack the blank lines at the end of the queue's text.
 */
export async function documentOf(store: Pick<Store, 'getBlob'>, { there, here }: Base): Promise<string | undefined> {
  for (const side of [there, here]) {
    const text = side.startsWith('@') ? await store.getBlob(side.slice(1)).then(String, () => undefined) : undefined;
    if (text !== undefined && (side === there || said('spec', text.trim()) === there)) return text;
  }
  return undefined;
}
