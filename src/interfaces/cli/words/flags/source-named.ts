import { flagIn, positionalWords, type WrittenFlag } from '../global-flags.ts';
import type { Saying } from '../saying.ts';

/** Flags of other programs for the parts of what a source is called, in the order of these parts. */
const PARTS: readonly ReadonlySet<string>[] = [
  new Set(['url', 'site', 'host', 'server', 'base_url', 'instance', 'domain', 'owner', 'org', 'organization']),
  new Set(['project', 'project_key', 'key', 'board', 'repo', 'repository']),
];

/** Checks whether a flag is a part of what a source is called. */
const isSourcePart = ({ name }: WrittenFlag, { command }: Pick<Saying, 'command'>): boolean =>
  command.name === 'source_add' && PARTS.some((names) => names.has(name));

/**
 * Returns the words that name a source in one word, instead of its parts in flags: `--url https://acme.atlassian.net
 * --project APP` is `acme.atlassian.net/APP`. Undefined for another command, and for a flag that is no part.
 */
export function sourceNamed(flag: WrittenFlag, { command, before, word, behind }: Saying): string[] | undefined {
  if (!isSourcePart(flag, { command })) return undefined;
  const others: string[] = [];
  const parts: string[] = [];
  const all = [...before, word, ...behind];
  for (let at = 0; at < all.length; at++) {
    const one = flagIn(all[at]!);
    const part = one ? PARTS.findIndex((names) => names.has(one.name)) : -1;
    if (part < 0) others.push(all[at]!);
    else parts[part] = one?.inline ?? (flagIn(all[at + 1] ?? '') ? '' : (all[++at] ?? ''));
  }
  const plain = (words: readonly string[]) =>
    positionalWords(words, (one) => Object.hasOwn(command.input().shape, one));
  const [, list, ...more] = plain(others);
  if (more.length > 0) return undefined;
  // A word before the flags is the part that they lack.
  const [site = '', project = ''] = parts;
  const whole = wholeName(site, project || list || '');
  if (whole === '') return undefined;
  const at = others.findIndex((_, end) => list !== undefined && plain(others.slice(0, end + 1)).length === 2);
  const own = at < 0 ? others : others.toSpliced(at, 1);
  return [...own.slice(0, 1), whole, ...own.slice(1)];
}

/** Lists the parts of a line that the name in the line to type lacks. */
export function lostParts({ before, word, behind }: Saying, instead: string): string[] {
  const all = [...before, word, ...behind];
  const values = all.flatMap((one, at) => {
    const flag = flagIn(one);
    return flag && PARTS.some((names) => names.has(flag.name)) ? [flag.inline ?? all[at + 1] ?? ''] : [];
  });
  const has = new Set(instead.split(/[ /]/));
  return values.filter((value) =>
    shortName(value)
      .split('/')
      .some((part) => !has.has(part) && part !== 'github.com'),
  );
}

/** Joins the parts to one name. Of two whole names, the second one counts. */
function wholeName(site: string, project: string): string {
  const [own, rest] = [shortName(site), shortName(project)];
  if (own === '' || rest === '') return own || rest;
  if (own === 'github.com') return rest;
  if (rest.startsWith(`${own}/`)) return rest;
  if (own.includes('/')) return rest.includes('/') ? rest : own;
  // The server of a repository stays: without it, the name is one of GitHub's.
  return `${own}/${rest}`;
}

/** Removes what an address has before and behind the names: the scheme, and the path of a page. */
const shortName = (value: string) =>
  value
    .replace(/^https?:\/\/(?:www\.)?(?:github\.com\/)?/, '')
    .replace(/(?:\/(?:browse|projects|issues))?\/*$/, '')
    .replace(/\/browse\/([A-Z][A-Z0-9_]*)(?:-\d+)?$/, '/$1');
