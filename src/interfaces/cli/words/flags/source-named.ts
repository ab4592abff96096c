import { flagIn, plainWords, type WrittenFlag } from '../global-flags.ts';
import type { Saying } from '../saying.ts';

/** Flags of other programs for the parts of what a source is called, in the order of these parts. */
const PARTS: readonly ReadonlySet<string>[] = [
  new Set(['url', 'site', 'host', 'server', 'base_url', 'instance', 'domain', 'owner', 'org', 'organization']),
  new Set(['project', 'project_key', 'key', 'board', 'repo', 'repository']),
];

const isPart = (name: string) => PARTS.some((names) => names.has(name));

/**
 * Returns the words that name a source in one word, instead of its parts in flags: `--url https://acme.atlassian.net
 * --project APP` is `acme.atlassian.net/APP`. Undefined for another command, and for a flag that is no part.
 */
export function sourceNamed({ name }: WrittenFlag, { command, before, word, behind }: Saying): string[] | undefined {
  if (command.name !== 'source_add' || !isPart(name)) return undefined;
  const others: string[] = [];
  const parts: string[] = [];
  const all = [...before, word, ...behind];
  for (let at = 0; at < all.length; at++) {
    const flag = flagIn(all[at]!);
    const part = flag ? PARTS.findIndex((names) => names.has(flag.name)) : -1;
    if (part < 0) others.push(all[at]!);
    else parts[part] = pathOf(flag?.inline ?? all[++at] ?? '');
  }
  const [, list, ...more] = plainWords(others, (one) => Object.hasOwn(command.input().shape, one));
  if (more.length > 0) return undefined;
  const own = list === undefined ? others : others.toSpliced(others.lastIndexOf(list), 1);
  // A word before the flags is the part that they lack.
  const [site, project] = parts;
  const whole = [site, project ?? list].filter(Boolean).join('/');
  const isWhole = site?.includes('/') || project?.includes('/');
  return [...own.slice(0, 1), isWhole ? [site, project].find((part) => part?.includes('/'))! : whole, ...own.slice(1)];
}

/** Removes what an address has before and behind the names: the scheme, and the path of a page. */
const pathOf = (value: string) =>
  value.replace(/^https?:\/\/(?:www\.)?(?:github\.com\/)?/, '').replace(/(?:\/(?:browse|projects|issues))?\/*$/, '');
