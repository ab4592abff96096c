import { isObject } from '../base/is-object.ts';
import { readJsonText } from '../base/json/json-text.ts';
import { present } from '../base/present.ts';
import { isBlank } from '../base/unsafe-characters.ts';
import { globOf, isWholeRepository } from '../claims/index.ts';
import type { BadLine } from '../domain/inbox/candidates.ts';
import { foundAt } from '../domain/inbox/found.ts';
import type { Candidate } from '../domain/inbox/words.ts';
import type { Proposal } from '../domain/records.ts';

/** A candidate of `inbox.jsonl`, or one of `candidate-rejections.jsonl` with the reason of its rejection. */
export interface RunnerLine {
  candidate: Candidate;
  rejected?: string;
}

interface ReadLines {
  lines: RunnerLine[];
  bad: BadLine[];
}

/** The stage of rejections by people, as Backlog writes them. */
const REVIEW = 'review';

/** Maximum number of lines that are read. */
const MOST_LINES = 10_000;

/** Reads backlog-runner's inbox or its log of rejections, one JSON object per line. A bad line is reported, and the others count. */
export function readRunnerLines(text: string): ReadLines {
  const read: ReadLines = { lines: [], bad: [] };
  const all = text.split('\n');
  for (const [n, line] of all.slice(0, MOST_LINES).entries()) {
    if (line.trim() === '') continue;
    const value = readJsonText(line, () => 'expected a JSON object');
    const found = 'value' in value ? lineIn(value.value) : value.problem;
    if (typeof found === 'string') read.bad.push({ line: n + 1, why: found });
    else read.lines.push(found);
  }
  if (all.length > MOST_LINES)
    read.bad.push({ line: MOST_LINES + 1, why: `only the first ${MOST_LINES} lines are read` });
  return read;
}

function lineIn(value: unknown): RunnerLine | string {
  if (!isObject(value)) return 'expected a JSON object';
  if (typeof value.stage !== 'string' || typeof value.reason !== 'string') {
    const candidate = candidateIn(value);
    return typeof candidate === 'string' ? candidate : { candidate };
  }
  // A rejection keeps the candidate, or only its line if that could not be read.
  const inner = isObject(value.candidate) ? value.candidate : objectIn(value.raw_line);
  const candidate = inner ? candidateIn(inner) : 'the rejected line is no JSON object';
  if (typeof candidate === 'string') return candidate;
  const reason = value.stage === REVIEW ? value.reason : `${value.stage}: ${value.reason}`;
  return { candidate, rejected: reason.slice(0, 500) };
}

function objectIn(line: unknown): Record<string, unknown> | undefined {
  const read = typeof line === 'string' ? readJsonText(line, () => '') : undefined;
  return read && 'value' in read && isObject(read.value) ? read.value : undefined;
}

function candidateIn(row: Record<string, unknown>): Candidate | string {
  const text = (name: string) => {
    const found = row[name];
    return typeof found === 'string' && !isBlank(found) ? found : undefined;
  };
  const list = (name: string) => {
    const found = row[name];
    return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string' && !isBlank(one)) : [];
  };
  const title = text('title');
  if (title === undefined) return 'title: expected a text';
  // A proposal without a scope goes out with the path of the repository, because the format requires one.
  const globs = list('touch_paths').flatMap((path) => (isWholeRepository(path) ? [] : globsOf(path)));
  const acceptance = list('acceptance_criteria');
  const profile = text('validation_profile');
  const source = isObject(row.source) ? row.source : {};
  return {
    title,
    ...present({
      body: text('context'),
      type: text('task_kind'),
      rule: typeof source.pass_id === 'string' ? source.pass_id.slice(0, 80) : undefined,
      acceptance: acceptance.length > 0 ? acceptance : undefined,
      scope: globs.length > 0 ? globs : undefined,
      checks: profile === undefined ? undefined : [profile],
    }),
  };
}

/** The end of a path that names a file. */
const FILE = /[^/]\.[^/.]+$/;

/** Converts a path to globs: a file to one, a folder to two, for it and its content. */
export function globsOf(given: string): { glob: string }[] {
  const path = given.replaceAll('\\', '/');
  const glob = globOf(path.replace(/\/+$/, ''));
  return FILE.test(path) ? [{ glob }] : [{ glob }, { glob: `${glob}/**` }];
}

/** A character of a name, as `globOf` writes it, or a wildcard. */
const SPECIAL = /\[([*?[{}(])\]|[*?[{]/g;

/** Returns the paths of a scope, each once. {@link globsOf} recognises a folder that is named like a file by its slash. */
export function pathsOfScope(scope: readonly { glob: string }[]): string[] {
  const paths = new Set(scope.map(({ glob }) => pathOfGlob(glob)));
  return [...paths].filter((path) => !paths.has(`${path}/`));
}

/**
 * Returns the path that covers a glob: the folder in which its first wildcard is. A wildcard in a path would be read as
 * a character of a name.
 */
function pathOfGlob(glob: string): string {
  const wildcard = [...glob.matchAll(SPECIAL)].find(([, literal]) => literal === undefined)?.index;
  const fixed = wildcard === undefined ? glob : glob.slice(0, glob.lastIndexOf('/', wildcard) + 1);
  const path = fixed.replace(SPECIAL, '$1');
  if (wildcard === undefined) return path;
  const folder = path.replace(/\/+$/, '');
  return FILE.test(folder) ? `${folder}/` : folder || '.';
}

/** Returns a proposal as a line of `inbox.jsonl`. Its paths and its criteria are required there, so they are never empty. */
export function runnerCandidate({ title, body, type, scope = [], acceptance = [], checks, found, source }: Proposal) {
  const paths = pathsOfScope(scope);
  const place = found?.path === undefined ? undefined : foundAt(found.path)?.path;
  return {
    title,
    touch_paths: paths.length > 0 ? paths : [place ?? '.'],
    acceptance_criteria: acceptance.length > 0 ? acceptance : [title],
    source: source.kind === 'pass' ? { type: 'pass', pass_id: source.rule ?? source.name } : { type: 'task-followup' },
    ...present({ task_kind: type, context: body, validation_profile: checks?.[0] }),
  };
}

/** Returns a rejected proposal as a line of `candidate-rejections.jsonl`. */
export function runnerRejection(proposal: Proposal) {
  const candidate = runnerCandidate(proposal);
  return {
    ...{ recorded_at: proposal.decided ?? proposal.seen, stage: REVIEW, reason: proposal.reason ?? 'rejected' },
    ...{ raw_line: JSON.stringify(candidate), candidate },
  };
}
