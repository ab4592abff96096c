import { outputParts, plainOutput } from '../../base/output/plain-output.ts';
import { foundAt } from '../../domain/inbox/found.ts';
import type { Candidate } from '../../domain/inbox/words.ts';

/** A problem that a checker printed with its place. */
interface Problem {
  path: string;
  line: number;
  rule: string;
  text: string;
}

/** Maximum numbers: of lines of one output that are read, of candidates of one output, of lines in a candidate's body. */
const MOST = { lines: 20_000, candidates: 200, body: 10 } as const;

/** `src/a.ts(3,5): error TS2322: …`, as tsc and MSBuild print it. */
const IN_BRACKETS = /^([^\s(][^(]{0,300})\((\d{1,7}),\d{1,7}\): (?:error|warning) ([A-Z]+\d+): (.{1,500})/;
/** `src/a.py:3:5: …` and `src/a.ts:3:5 lint/…`, as compilers and most linters print it. */
const WITH_COLONS = /^([^\s:][^:]{0,300}\.\w{1,8}):(\d{1,7})(?::\d{1,7})?:? +(.{1,500})/;
/** `  3:5  error  …  no-unused-vars` below the line of the file, as ESLint prints it. */
const BELOW_FILE = /^\s+(\d{1,7}):\d{1,7}\s+(?:error|warning)\s+(.{1,500}?)\s{2,}(\S{1,100})\s*$/;
const FILE_LINE = /^(\S.{0,300}\.\w{1,8})$/;

/**
 * Reads problems with file and line in the output of a failed check, and makes a candidate of each rule in each file.
 * @param folder the folder in which the check ran, for absolute paths
 */
export function problemsIn(check: string, output: string, folder: string): Candidate[] {
  const byPlace = new Map<string, Problem[]>();
  for (const { of, text } of outputParts(plainOutput(output)))
    for (const problem of eachProblem(text, { folder, below: packageFolder(of) })) {
      const key = JSON.stringify([problem.path, problem.rule || problem.text]);
      const same = byPlace.get(key);
      if (same) same.push(problem);
      else if (byPlace.size < MOST.candidates) byPlace.set(key, [problem]);
    }
  return Array.from(byPlace.values(), (all): Candidate => {
    const [{ path, line, rule, text }] = all as [Problem, ...Problem[]];
    const listed = all.slice(0, MOST.body).map((one) => `${one.path}:${one.line} ${one.text}`);
    const more = all.length > MOST.body ? [`… and ${all.length - MOST.body} more`] : [];
    return {
      title: rule === '' ? `${text} in ${path}` : `Fix ${rule} in ${path}`,
      body: [`Printed by the check ${check}:`, ...listed, ...more].join('\n'),
      ...{ type: 'chore', rule: rule || check, checks: [check], found: { path, line } },
      ...(rule === '' ? {} : { is: 'finding' as const }),
    };
  });
}

/** Where paths of an output count from: the folder of the check, and the one below it. Undefined if that is not known. */
interface Standing {
  folder: string;
  below: string | undefined;
}

/** Returns the folder in which a program ran, from its prefix. Only pnpm's names it: `packages/web lint`. */
const packageFolder = (of: string): string | undefined =>
  of === '' ? '' : / /.test(of) ? of.split(' ')[0] : undefined;

function* eachProblem(output: string, folder: Standing): Iterable<Problem> {
  let file = '';
  for (const line of output.split('\n', MOST.lines)) {
    const [, inBrackets, at, code, said] = IN_BRACKETS.exec(line) ?? [];
    if (inBrackets !== undefined) yield* placed(folder, inBrackets, at!, { rule: code!, text: said! });
    else if (FILE_LINE.test(line)) file = line;
    else {
      const [, below, message, rule] = BELOW_FILE.exec(line) ?? [];
      if (below !== undefined) yield* placed(folder, file, below, { rule: rule!, text: message! });
      else {
        const [, path, where, text] = WITH_COLONS.exec(line) ?? [];
        if (path !== undefined) yield* placed(folder, path, where!, ruled(text!));
      }
    }
  }
}

/** Separates the rule from a message: `lint/style/x …`, `F401 …`, `… [no-any-return]`, `… (no-unused)`. */
function ruled(message: string): Pick<Problem, 'rule' | 'text'> {
  const plain = message.replace(/^(?:error|warning|note|E|W)\s*:?\s+/i, '').trim();
  const [, first] = /^((?:lint|assist)\/\S{1,100}|[A-Z]{1,5}\d{2,5})\b/.exec(plain) ?? [];
  const [, last] = /[[(](?:Error\/|Warning\/)?([a-z][\w/@-]{2,80})[\])]$/.exec(plain) ?? [];
  return { rule: first ?? last ?? '', text: plain };
}

function placed(
  { folder, below }: Standing,
  path: string,
  line: string,
  what: Pick<Problem, 'rule' | 'text'>,
): Problem[] {
  const isWhole = path.startsWith(`${folder}/`);
  if (!isWhole && below === undefined) return [];
  const found = foundAt(
    isWhole ? path.slice(folder.length + 1).trim() : [below, path.trim()].filter(Boolean).join('/'),
  );
  return found?.path === undefined || Number(line) < 1 ? [] : [{ path: found.path, line: Number(line), ...what }];
}
