import { isObject } from '../../base/is-object.ts';
import { ownProperty } from '../../base/own-property.ts';
import { FIELD_WORDS } from '../fields/words-elsewhere.ts';

/**
 * Maps a caller's synonym to the possible fields, the most likely first. Names that mean one field of a task are in
 * `FIELD_WORDS`.
 */
const MEANT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  id: ['filter', 'claim'],
  ids: ['id', 'filter'],
  task: ['id', 'filter'],
  task_id: ['id', 'filter', 'task'],
  task_ids: ['id', 'filter'],
  uuid: ['id', 'filter'],
  filter: ['id'],
  query: ['filter'],
  summary: ['description', 'text'],
  text: ['description', 'content', 'handoff'],
  note: ['text', 'handoff'],
  reason: ['handoff', 'text'],
  comment: ['text'],
  annotation: ['text'],
  message: ['text', 'handoff'],
  body: ['content', 'spec', 'text'],
  details: ['spec'],
  specification: ['spec'],
  criterion_id: ['criterion'],
  tag: ['filter'],
  tags: ['filter'],
  file: ['paths', 'scope'],
  path: ['scope'],
  files: ['scope', 'paths'],
  rows: ['tasks'],
  status: ['filter'],
  project: ['filter'],
  priority: ['filter'],
};

/** Synonyms that are also filter attributes: `project:web`. */
const ATTRIBUTES: ReadonlySet<string> = new Set(['tag', 'tags', 'status', 'project', 'priority', 'due']);

/**
 * Returns the field of a command that a synonym means, and the value in the form of that field. camelCase is read as
 * snake_case.
 */
export function meantField(
  key: string,
  value: unknown,
  fields: readonly string[],
): { name: string; value: unknown } | undefined {
  const plain = key.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  const field = ownProperty(FIELD_WORDS, plain);
  const known = ownProperty(MEANT_FIELDS, plain) ?? (field === undefined ? [] : [field]);
  const name = [plain, ...known].find((each) => fields.includes(each));
  if (name === undefined) return undefined;
  const asked = name === 'filter' && ATTRIBUTES.has(plain) && value !== undefined;
  return { name, value: asked ? `${plain}:${String(value)}` : value };
}

/**
 * Returns a call's input in which a singular names the list of its plural, if the command has no such field: `id` means
 * `ids`, `tag` means `tags`.
 */
export function withPlurals(raw: unknown, fields: readonly string[]): unknown {
  if (!isObject(raw)) return raw;
  const entries = Object.entries(raw).map(([key, value]) => {
    const plural = `${key}s`;
    const isOne = !fields.includes(key) && fields.includes(plural) && !Object.hasOwn(raw, plural);
    return [isOne ? plural : key, value];
  });
  return Object.fromEntries(entries);
}

/** Maps a structured field to an example of its correct form, for error messages. */
export const SHAPES: Readonly<Record<string, string>> = {
  evidence: '[{"criterion": 1, "text": "npm test: 41 passed"}]',
};
