import { clip } from '../../base/clip.ts';
import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import { isInFolder } from '../../base/path-prefix.ts';
import { present } from '../../base/present.ts';
import { isBlank } from '../../base/unsafe-characters.ts';
import { foundAt } from './found.ts';
import { type Candidate, PROPOSAL_LIMITS } from './words.ts';

/** A line that is no candidate, by its number in the output, from 1. */
export interface BadLine {
  line: number;
  why: string;
}

interface ReadCandidates {
  candidates: Candidate[];
  bad: BadLine[];
}

/** What a pass may propose. */
export interface Allowed {
  /** The types; empty: every type. */
  types: readonly string[];
  /** The paths, with everything below them; empty: every path. */
  paths: readonly string[];
}

/**
 * Reads the candidates that a program printed: one JSON object per line, or one JSON array, also behind a byte order
 * mark. A bad one is reported, and the others still count.
 */
export function readCandidates(printed: readonly string[], allowed: Allowed): ReadCandidates {
  const read: ReadCandidates = { candidates: [], bad: [] };
  const lines = printed.map((line, at) => (at === 0 ? line.replace(/^\ufeff/, '') : line));
  const begin = lines.findIndex((line) => line.trim() !== '');
  if (begin >= 0 && lines[begin]!.trim().startsWith('[')) {
    const all = readJsonText(lines.join('\n'), () => 'no JSON');
    if ('value' in all && Array.isArray(all.value)) {
      for (const [n, value] of all.value.entries()) take(value, n + 1, `element ${n + 1}`, allowed, read);
      return read;
    }
  }
  for (const [n, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = readJsonText(line, () => 'no JSON');
    if ('value' in value) take(value.value, n + 1, undefined, allowed, read);
    else
      read.bad.push({
        line: n + 1,
        why: `expected a JSON object, received ${problemText(value.problem)}${shown(line)}`,
      });
  }
  return read;
}

function take(value: unknown, line: number, at: string | undefined, allowed: Allowed, read: ReadCandidates): void {
  const candidate = candidateIn(value, allowed);
  if (typeof candidate === 'string') read.bad.push({ line, why: at ? `${at}: ${candidate}` : candidate });
  else read.candidates.push(candidate);
}

/** Returns the candidate in a value, or why it is none. `message` and `path` are the names that checkers use. */
function candidateIn(value: unknown, { types, paths }: Allowed): Candidate | string {
  if (!isObject(value)) return `expected an object with a title, received ${shown(JSON.stringify(value))}`;
  const text = (name: string): string | undefined => {
    const found = value[name];
    return typeof found === 'string' && !isBlank(found) ? found : undefined;
  };
  const list = (name: string): string[] | undefined => {
    const found = value[name];
    if (!Array.isArray(found)) return undefined;
    return found.filter((one): one is string => typeof one === 'string' && !isBlank(one));
  };
  const title = text('title') ?? text('message');
  if (title === undefined) return 'title: expected a text, received none';
  if (title.trim().length > PROPOSAL_LIMITS.title * 10)
    return `title: expected at most ${PROPOSAL_LIMITS.title} characters`;
  const path = text('path') ?? text('file') ?? text('found');
  const given = value.line;
  const found = path === undefined ? undefined : foundAt(Number.isInteger(given) ? `${path}:${given}` : path);
  if (path !== undefined && !found) return `path: expected a path of the repository, received ${shown(path)}`;
  if (paths.length > 0 && !(found?.path && paths.some((one) => isInFolder(found.path!, one))))
    return `path: expected one below ${paths.join(', ')}, received ${path === undefined ? 'none' : shown(path)}`;
  const type = text('type');
  if (types.length > 0 && type !== undefined && !types.includes(type))
    return `type: expected ${types.join(', ')}, received ${shown(type)}`;
  return {
    title,
    ...present({
      body: text('body'),
      type: type ?? (types.length === 1 ? types[0] : undefined),
      project: text('project'),
      rule: text('rule') && clip(text('rule')!, 80),
      acceptance: list('acceptance'),
      checks: list('checks'),
      scope: list('scope')?.map((glob) => ({ glob })),
      found,
    }),
  };
}

const problemText = (problem: string) => (problem === 'no JSON' ? '' : `${problem}: `);

const shown = (text = '') => JSON.stringify(clip(text, 60));
