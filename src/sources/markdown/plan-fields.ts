import { parseJsonText } from '../../base/json/json-text.ts';
import { codePointName } from '../../base/unsafe-characters.ts';
import { entryText } from '../../domain/scope-text.ts';
import type { Task } from '../../domain/task/task.ts';

export type PlanLine = Task & { docs?: Readonly<Record<string, string>> };
/** Formats a field's value. Undefined omits the line. */
type Print = (row: Partial<PlanLine>, names: Names) => string | undefined;
export type Names = (uuid: string) => string;

/** The fields of a plan, in order. Reading uses the same names. */
export const PLAN_FIELDS: Readonly<Record<string, Print>> = {
  project: ({ project }) => project,
  priority: ({ priority }) => priority,
  tags: ({ tags }) => tags?.join(', '),
  agent: ({ agent }) => agent,
  type: ({ type }) => type,
  due: ({ due }) => due,
  scheduled: ({ scheduled }) => scheduled,
  wait: ({ wait }) => wait,
  until: ({ until }) => until,
  // An open task with a repetition would be read as a template. An instance can have one: Taskwarrior's keep theirs.
  recur: ({ recur, status }) => (status === 'pending' ? undefined : recur),
  template: ({ template }, names) => template && names(template),
  estimate: ({ estimate }) => estimate,
  rank: ({ rank }) => (rank === undefined ? undefined : String(rank)),
  depends: ({ depends }, names) => depends?.map(names).join(', '),
  links: ({ links }, names) => links?.map(({ type, uuid }) => `${type} ${names(uuid)}`).join(', '),
  parent: ({ parent }, names) => parent && names(parent),
  scope: ({ scope }) => scope?.map((entry) => JSON.stringify(entryText(entry))).join(', '),
  checks: ({ checks }) => checks?.map((check) => JSON.stringify(check)).join(', '),
};

/** Parses the value of a field. Returns undefined for a wrong list of quoted values. */
export function fieldValue(name: string, written: string): unknown {
  if (name === 'scope' || name === 'checks') {
    const list = parseJsonText(`[${written}]`);
    if (Array.isArray(list)) return list;
    return written.startsWith('"') ? undefined : written;
  }
  if (name === 'links')
    return written.split(/,\s*/).map((link) => {
      const [type, uuid] = link.split(/\s+/);
      return { type, uuid };
    });
  return name === 'rank' ? Number(written) : written;
}

/** Replaces numbers by uuids. In a plan, a number means a task of the plan, not of the queue. */
export function resolveNumbers(value: Record<string, unknown>, numbers: ReadonlyMap<string, string>): void {
  const named = (name: string) => numbers.get(name) ?? name;
  if (value.status === 'pending' && value.recur) value.status = 'recurring';
  if (typeof value.depends === 'string')
    value.depends = value.depends
      .split(/[,\s]+/)
      .filter(Boolean)
      .map(named);
  for (const field of ['template', 'parent']) if (typeof value[field] === 'string') value[field] = named(value[field]);
  if (Array.isArray(value.links))
    value.links = value.links.map(({ type, uuid }: { type: string; uuid: string }) => ({
      type,
      uuid: named(uuid ?? ''),
    }));
}

/**
 * Escapes text for one line of a plan, so that it contains no HTML and doesn't end the line's comment. Writes
 * characters that a line can't contain by their names.
 */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\\<]/g, '\\$&')
    .replaceAll('\n', '<br>')
    .replaceAll(/^\s|\s$|[\r\u2028\u2029]/g, (character) => `<${codePointName(character)}>`);
}

/** Reverses {@link escaped}. An unescaped `<` belongs to the format, because exports escape it. */
export function unescaped(text: string): string {
  return text.replaceAll(/\\([\\<])|<br>|<U\+([0-9A-F]{4})>/g, (_, character?: string, code?: string) =>
    code === undefined ? (character ?? '\n') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
