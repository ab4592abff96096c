import { namedFile, withoutWorktrees } from '../../../../../domain/runs/named-file.ts';

/** A line of a check's output that names a line of a file. */
export interface CheckFinding {
  check: string;
  path: string;
  line: number;
  text: string;
}

interface Check {
  name: string;
  ok: boolean;
  output: string;
}

/** Maximum number of shown findings of one check. */
const MOST = 100;

/** Finds lines of failed checks that name a line of a file: `src/a.ts:12:3: message`, `src/a.ts(12,3): message`. */
export function findingsIn(checks: readonly Check[], paths: readonly string[]): CheckFinding[] {
  return checks.filter(({ ok }) => !ok).flatMap((check) => findingsOf(check, paths).slice(0, MOST));
}

function findingsOf({ name, output }: Check, paths: readonly string[]): CheckFinding[] {
  const found = output.split('\n').flatMap((whole) => {
    const text = withoutWorktrees(whole.trim());
    const [place = '', named = '', colon, bracket] = PLACE.exec(text) ?? [];
    const path = named && namedFile(named, paths);
    if (!path) return [];
    const finding: CheckFinding = { check: name, path, line: Number(colon ?? bracket), text };
    return [{ place: place.replace(/^\.\//, ''), finding, isBare: BARE.test(text.replace(place, '')) }];
  });
  // Test runners name the same place in the message, as a location and in the stack.
  const told = new Set(found.flatMap(({ place, isBare }) => (isBare ? [] : [place])));
  return found.flatMap(({ place, finding, isBare }) => {
    if (isBare && told.has(place)) return [];
    told.add(place);
    return [finding];
  });
}

/** Matches a name of a file with line and column: `src/a.ts:12:3`, `src/a.ts(12,3)`. */
const PLACE = /([^\s:('"]+)(?::(\d+)(?::\d+)?|\((\d+)(?:,\d+)?\))/;

/** Matches the rest of a line that says nothing but a place: `location: ''`, `at run ()`, `#`. */
const BARE = /^\W*(?:location|file|test at|at\b.*|[\w.<>$ ]+\(\W*\))?\W*$/;
