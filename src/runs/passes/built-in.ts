import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import { sentence } from '../../base/output/sentence.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import type { CheckResult } from '../checks.ts';
import { pathText, splitPaths } from '../git/diff/path-text.ts';
import { contentsAt, type RunsPlace } from '../git/index.ts';
import { inStore } from '../git/store/store-repo.ts';

/** What a built-in pass found, or why it could not look. */
export type Found = { candidates: Candidate[]; why?: string };

/** Makes a candidate of each failed check. */
export function failedChecks(checks: readonly CheckResult[], branch: string, commit: string): Found {
  const failed = checks.filter(({ ok }) => !ok);
  return {
    candidates: failed.map(({ name, why, output }) => ({
      title: `Fix the check ${name}: it fails on ${branch}`,
      body: [sentence(why), output.trim().slice(-1_500)].filter(Boolean).join('\n\n'),
      ...{ type: 'bug', rule: 'checks', found: { commit } },
      ...(name === 'setup' ? {} : { checks: [name] }),
    })),
  };
}

/** Numbers of commits, files and candidates of the pass `todos`. */
const TODOS = { commits: 50, files: 300, found: 200 } as const;

const TODO = /(?:^|\W)(TODO|FIXME)\b(?:\([^)]*\))?(?:[:\s]|-(?!->))*(.*)$/;

/** Matches the end of a comment. */
const COMMENT_END = /\s*(?:\*\/|-->).*$/;

/** Finds TODO and FIXME in the files that the last commits changed. */
export async function findTodos(place: RunsPlace, commit: string): Promise<Found> {
  const args = ['log', '-n', `${TODOS.commits}`, '--first-parent', '--diff-merges=first-parent', '--no-renames'];
  const { out } = await inStore(place, [...args, '--diff-filter=d', '--name-only', '-z', '--format=', commit, '--'], {
    limit: 1024 * 1024,
  });
  const paths = [...new Set(splitPaths(out).map((path) => pathText(path.replace(/^\n+/, ''))))].filter(Boolean);
  const read = paths.slice(0, TODOS.files);
  const contents = await contentsAt(
    place,
    read.map((path) => ({ commit, path })),
  );
  const candidates = read.flatMap((path, i) => todosIn(path, contents[i]?.text ?? '')).slice(0, TODOS.found);
  return {
    candidates,
    ...(paths.length > read.length ? { why: `it read ${read.length} of ${paths.length} changed files` } : {}),
  };
}

/** Lists the marks in a text, each as a candidate. */
export function todosIn(path: string, text: string): Candidate[] {
  return text.split('\n').flatMap((line, i) => {
    const [, rule, said = ''] = TODO.exec(line.slice(0, 1_000)) ?? [];
    if (rule === undefined) return [];
    const words = said.replace(COMMENT_END, '').trim();
    return [{ title: `${rule}: ${words || `in ${path}`}`, rule, type: 'chore', found: { path, line: i + 1 } }];
  });
}

/** The call of the pass `outdated`. It gives up soon without a network. */
export const OUTDATED = ['npm', 'outdated', '--json', '--fetch-retries=0', '--fetch-timeout=20000'] as const;

/** Reads the output of `npm outdated --json`. It has an `error` if npm could not look. */
export function outdatedIn(output: string): Found {
  const read = readJsonText(output.trim() || '{}', () => 'no JSON');
  if (!('value' in read)) return { candidates: [], why: 'npm printed no JSON' };
  const all = read.value;
  if (!isObject(all)) return { candidates: [], why: 'npm printed no JSON object' };
  if (isObject(all.error)) {
    const { code, summary } = all.error;
    return { candidates: [], why: `npm can't tell: ${[code, summary].filter(Boolean).join(', ').slice(0, 200)}` };
  }
  const candidates = Object.entries(all).flatMap(([name, value]): Candidate[] => {
    const { latest, current, wanted } = isObject(value) ? value : {};
    if (typeof latest !== 'string' || (current ?? wanted) === latest) return [];
    return [
      {
        title: `Update ${name} to ${latest}`,
        body: `package.json allows ${String(wanted ?? current)}.`,
        ...{ type: 'chore', rule: 'outdated', found: { path: 'package.json' } },
      },
    ];
  });
  return { candidates };
}

/** Reads when a version came out, in the output of `npm view NAME time --json`. */
export function dateIn(output: string, version: string): string | undefined {
  const read = readJsonText(output.trim() || '{}', () => 'no JSON');
  const at = 'value' in read && isObject(read.value) ? read.value[version] : undefined;
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? at : undefined;
}
