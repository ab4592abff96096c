import { isObject } from '../../base/is-object.ts';
import type { Consent } from '../../domain/records.ts';
import { type Store, sha256 } from '../../store/index.ts';
import type { SettingValue } from '../settings/setting-row.ts';
import { rowOfName } from '../settings/settings.ts';
import { consentOf } from '../settings/sources.ts';
import type { ConfigAgent } from './config-agents.ts';
import type { Config } from './read-config.ts';

/** The part of a config file that counts only after a person agreed to exactly it. */
export interface AgreedPart {
  values: Readonly<Record<string, SettingValue>>;
  agents: readonly ConfigAgent[];
}

/** Splits a config file into the part to agree to, and the settings that count at once. */
export function agreedParts({ values, agents }: Pick<Config, 'values' | 'agents'>): {
  asks: AgreedPart;
  free: Readonly<Record<string, SettingValue>>;
} {
  const all = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  const free = all.filter(([name]) => rowOfName(name)?.inFile === 'free');
  const asks = all.filter(([name]) => rowOfName(name)?.inFile !== 'free');
  return {
    asks: { values: Object.fromEntries(asks), agents: [...agents].sort((a, b) => (a.name < b.name ? -1 : 1)) },
    free: Object.fromEntries(free),
  };
}

/**
 * Returns the identity of a part to agree to: a hash of its content, the file's path and the repository's git folder. In
 * a queue on a server, whose machines have other folders, the repository's name takes its place.
 * @returns undefined if there is nothing to agree to
 */
export function contentId({ values, agents }: AgreedPart, file: string, place: string): string | undefined {
  if (Object.keys(values).length + agents.length === 0) return undefined;
  return agreementId(sortedJson({ file, common: place, values, agents }));
}

/**
 * Returns the identity of a text to agree to. 128 bits: nobody can make two texts with the same identity, and exchange
 * them between the question and the answer.
 */
export function agreementId(text: string): string {
  return sha256(text).slice(0, 32);
}

/** Formats a value as JSON with sorted keys, so that equal values have equal texts. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}

/** A line of what a person agrees to. `added` and `removed` compare it with what the person agreed to before. */
export interface AskedLine {
  name: string;
  value: string;
  change: 'added' | 'removed' | 'same';
}

/** Compares the part to agree to with the agreed one, by name. A changed value is a removed and an added line. */
export function askedLines(now: AgreedPart, before: AgreedPart | undefined): AskedLine[] {
  const [next, last] = [linesOf(now), linesOf(before ?? { values: {}, agents: [] })];
  const names = [...new Set([...last.keys(), ...next.keys()])].sort();
  return names.flatMap((name): AskedLine[] => {
    const [a, b] = [last.get(name), next.get(name)];
    if (a === b) return [{ name, value: b!, change: 'same' }];
    return [
      ...(a === undefined ? [] : [{ name, value: a, change: 'removed' } as const]),
      ...(b === undefined ? [] : [{ name, value: b, change: 'added' } as const]),
    ];
  });
}

function linesOf({ values, agents }: AgreedPart): Map<string, string> {
  const lines = new Map(Object.entries(values).map(([name, value]) => [name, shown(value)]));
  for (const { name, permission, enabled, ...fields } of agents) {
    // A record that others wrote may have any fields. None may hide another one.
    const rights = Object.entries({ ...permission }).map(
      ([field, value]) => [Object.hasOwn(fields, field) ? `permission.${field}` : field, value] as const,
    );
    const off = enabled ? [] : [['enabled', enabled] as const];
    for (const [field, value] of [...Object.entries(fields), ...rights, ...off])
      if (!Array.isArray(value) || value.length > 0) lines.set(`agents.${name}.${field}`, shown(value));
  }
  return lines;
}

/** Formats a value. A text whose blanks could hide a part of it is quoted. */
function shown(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return value === '' || /\s{2}|[\n\t"]|^\s|\s$/.test(value) ? JSON.stringify(value) : value;
}

/**
 * Whether a repository's config file counts.
 * - `none`: there is no file, and a person agreed to none.
 * - `agreed`: everything counts.
 * - `asks`: a person must agree. Until then, the part that was agreed before counts, or nothing of it.
 * - `invalid`: the file has an error. What counted before counts.
 */
export type ConfigState = 'none' | 'agreed' | 'asks' | 'invalid';

export interface ConfigStanding {
  repository: string;
  state: ConfigState;
  /** The file's path in the repository. */
  file?: string;
  problem?: string;
  /** What a person agreed to and counts now. */
  agreed?: Consent;
}

type Records = Pick<Store['state'], 'get' | 'all'>;

/** Returns the state of a config file, from its content and the content that a person agreed to. */
export function configState(
  { problem, content, file }: { problem?: string | undefined; content?: string | undefined; file?: string | undefined },
  agreed: Consent | undefined,
): ConfigState {
  if (problem !== undefined) return 'invalid';
  if (content !== agreed?.content) return 'asks';
  return file === undefined ? 'none' : 'agreed';
}

/** Returns the state of a repository's config file when it was last read, and what a person agreed to. */
export function configStanding(records: Records, repository: string): ConfigStanding {
  const config = records.get('config', repository);
  const agreed = consentOf(records, repository);
  const file = config?.file ?? agreed?.file;
  return {
    repository,
    state: configState(config ?? {}, agreed),
    ...(file === undefined ? {} : { file }),
    ...(config?.problem === undefined ? {} : { problem: config.problem }),
    ...(agreed ? { agreed } : {}),
  };
}

/** Returns the repositories whose config files need a person. */
export function unsettledConfigs(records: Records): ConfigStanding[] {
  return Array.from(records.all('repository'), ([name]) => configStanding(records, name)).filter(
    ({ state }) => state === 'asks' || state === 'invalid',
  );
}
