import type { Examined } from '../examine.ts';
import { isAny } from '../find.ts';
import { type CodeLine, movedNumbers } from '../lines.ts';
import { anyOf } from '../patterns.ts';

/** Arguments with which tests that fail, are missing or rewrite what they expect end with 0. */
export const SOFT_FLAGS = anyOf(
  /--failure-exit-code[ =]0|--exit-zero\b|--pass-?with-?no-?tests\b|--continue-on-collection-errors\b/i,
  /\b(?:vitest|jest|playwright|ava)\b.*\s(?:-u|--update(?:-?snapshots?)?)(?=[\s"']|$)|--snapshot-update\b|--update-?snapshots?\b/,
  /\b(?:UPDATE|REWRITE|ACCEPT|INSTA_UPDATE|RECORD)_?(?:SNAPSHOTS?|GOLDENS?|FIXTURES)?["']?\s*[:=]\s*["']?(?:1|true|always|yes)\b|\btest\b.*\s-{1,2}(?:update|accept|regenerate)(?:-?golden)?\b/,
  /-DskipTests\b|-Dmaven\.test\.(?:skip|failure\.ignore)|--deselect\b|-k\s+["']?not\b|--no-fail(?!-)\b|--ignore-failures?\b/,
);

/** Settings that make tools look at less, wherever they stand. */
const LESS = anyOf(
  /\b(?:exclude|ignore|omit|skip|disable|deselect|norecursedirs|filterwarnings(?!\s*=\s*\[?\s*["']?error)|NoWarn|suppress|allow)\w*\b(?!.*\b(?:false|never)\b)/i,
  /\bpassWithNoTests\b|\b(?:max_?)?retr(?:y|ies)\b|\bbail\b|\bskipLibCheck\b/,
  /(?<!no[-_])\bstrict\w*["']?\s*[:=]\s*["']?false|\bnoImplicit\w+["']?\s*:\s*false/,
  /:\s*\[?\s*["']?off\b|>(?:disable|false)</,
  /\b(?:TreatWarningsAsErrors|failOn\w+|fail_on\w+|check\w*|enforce\w*|branch|isolate)\b["']?\s*[:=>]\s*["']?false/,
  /-k\s+["']?not\b|-m\s+["']?not\b|--(?:no-)?cov\b.*--no-cov|--tag\s+~|\btest\s*=\s*false/,
  /<skip\w*>\s*true|\bwarn_unused\w*\s*=\s*false|-DskipTests\b|\btestFailureIgnore\b/,
  /\bexitstatus\s*=\s*0|\bos\._exit\(\s*0|\bprocess\.exit(?:Code)?\s*[(=]\s*0|\bpackage-lock\s*=\s*false/,
  /\bruntestprotocol\(|\bpytest_runtest_protocol\b/,
  SOFT_FLAGS,
);
/** Words of a limit that is weaker if its number is smaller, or greater. */
const FLOOR = /min(?:imum)?\b|fail[-_]?under|thresholds?|coverage|lines|branches|functions|statements|covered/i;
const CEILING = /\bmax\w*|retr|timeout|tolerance|warnings?/i;

/** Milliseconds from which a new time limit of tests hides that one hangs. */
const PATIENT_MS = 60_000;
const isPatient = ({ spoken }: CodeLine): boolean =>
  Number(/\b(?:test|hook|teardown)?_?timeout["']?\s*[:=]\s*([\d_]+)/i.exec(spoken)?.[1]?.replaceAll('_', '')) >=
  PATIENT_MS;

/** A line of a manifest that names a package, whose name can have any word. */
const NO_SETTING = /<PackageReference\b|^gem\s+["']|^(?:test)?[iI]mplementation\b/;

/** Checks whether a compiler leaves out tests only: those that run tests read them. */
function leavesTests({ path }: Examined, { spoken }: CodeLine): boolean {
  const [, list = ''] = /^["']exclude["']\s*:\s*\[([^\]]*)\]/.exec(spoken) ?? [];
  const globs = /(^|\/)tsconfig[^/]*\.json$/.test(path) ? (list.match(/["'][^"']+["']/g) ?? []) : [];
  return globs.length > 0 && globs.every((glob) => /[._](?:test|spec)\.\w+["']$/.test(glob));
}

/** Finds settings that look at less. A changed number counts only if its limit is weaker now. */
export function looserSettings(file: Examined): CodeLine[] {
  const moved = new Map(movedNumbers(file, isAny, ({ spoken }) => spoken).map((pair) => [pair.line, pair]));
  return file.added.filter((line) => {
    const { spoken } = line;
    const pair = moved.get(line);
    if (!pair) return (LESS.test(spoken) || isPatient(line)) && !NO_SETTING.test(spoken) && !leavesTests(file, line);
    const isWeaker = (n: number, i: number) =>
      (FLOOR.test(spoken) && n < pair.was[i]!) || (CEILING.test(spoken) && n > pair.was[i]!);
    return pair.is.some(isWeaker) && !/version|==|\^|~|@/.test(spoken);
  });
}
