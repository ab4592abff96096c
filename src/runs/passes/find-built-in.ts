import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { DAY_MS } from '../../base/day.ts';
import { present } from '../../base/present.ts';
import { globOf } from '../../claims/index.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import type { Kinds, Run } from '../../domain/records.ts';
import { movedDocumentText } from '../../text/goals.ts';
import { approved } from '../../work/config/approval.ts';
import type { BuiltInPass } from '../../work/passes/known-passes.ts';
import { PASS_LIMITS } from '../../work/passes/read-pass.ts';
import { checksOf } from '../../work/settings/named-checks.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { CheckResult } from '../checks.ts';
import type { Outcomes, TestOutcome } from '../covered/format.ts';
import { runsIn } from '../find-run.ts';
import { contentsAt, type RunsPlace } from '../git/index.ts';
import { movedDocuments } from '../living/moved.ts';
import { checkCommit } from '../supervisor/result/check-commit.ts';
import type { FinderProgram } from '../supervisor/result/run-checks.ts';
import { outputName } from '../supervisor/result/run-line.ts';
import { dateIn, type Found, failedChecks, findTodos, OUTDATED, outdatedIn } from './built-in.ts';
import { type Asked, firstCandidates, type ProgramFindings, runProgram } from './find-by-program.ts';
import { problemsIn } from './problem-lines.ts';

/** Looks for work as a built-in pass does. @param branch name of the target branch @param most maximum of new proposals */
export async function findBuiltIn(
  name: BuiltInPass,
  asked: Asked,
  branch: string,
  most: number = PASS_LIMITS.most.usual,
): Promise<ProgramFindings> {
  return { ...firstCandidates(await FINDERS[name](asked, branch)), most };
}

const FINDERS: Readonly<Record<BuiltInPass, (asked: Asked, branch: string) => Promise<Found>>> = {
  checks: async (asked, branch) => withChecks(asked, ({ checks }) => failedChecks(checks, branch, asked.commit)),
  flaky: findFlaky,
  lint: async (asked) => withChecks(asked, (round) => lintProblems(asked, round)),
  todos: ({ place, commit }) => findTodos(place, commit),
  outdated: findOutdated,
  reviews: ({ context, place, commit }) => findReviewLeftOvers(context, place, commit),
  documents: ({ context, place }) => findMovedDocuments(context, place),
};

async function withChecks(asked: Asked, read: (round: FlakyRound) => Found): Promise<Found> {
  const wanted = approved(asked.context.store, (state) => checksOf(state, asked.place.repository.name));
  if (wanted.length === 0) return { candidates: [], why: 'no check is defined' };
  return read(await checkCommit({ ...asked, wanted }));
}

/** Runs the checks several times in the same folder. Checks restore it after each one. */
async function findFlaky(asked: Asked): Promise<Found> {
  const rounds: FlakyRound[] = [];
  for (let round = 0; round < FLAKY.rounds; round++) {
    const { why } = await withChecks({ ...asked, keep: round < FLAKY.rounds - 1 }, (found) => {
      rounds.push(found);
      return { candidates: [] };
    });
    if (why !== undefined) return { candidates: [], why };
  }
  return { candidates: flakyIn(rounds) };
}

/** Maximum number of bytes of a check's output that are read for problems. */
const MOST_OUTPUT = 4 * 1024 * 1024;

function lintProblems({ around, at }: Asked, { checks }: FlakyRound): Found {
  const failed = checks.filter(({ ok, name }) => !ok && name !== 'setup');
  return {
    candidates: failed.flatMap(({ name, output }) =>
      problemsIn(name, wholeOutput(join(around.output, `${outputName(name)}.txt`)) ?? output, at.tree),
    ),
  };
}

function wholeOutput(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.length > MOST_OUTPUT ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Days for which a new version of a dependency stays unproposed: early versions are withdrawn more often. */
const SETTLED_DAYS = 7;
/** Maximum number of dependencies whose newest version's date is asked for. */
const DATED = 20;

/** Lists outdated dependencies, then asks npm when their newest versions came out. */
async function findOutdated(asked: Asked): Promise<Found> {
  const lines: string[] = [];
  const dates = new Map<string, string>();
  let waiting: Candidate[] | undefined;
  const next = (): FinderProgram | undefined => {
    waiting ??= outdatedIn(lines.join('\n')).candidates.slice(0, DATED);
    const [one] = waiting.splice(0, 1);
    const [, name, version] = /^Update ((?:@[\w.-]+\/)?\w[\w.-]*) to (\S+)$/.exec(one?.title ?? '') ?? [];
    if (!one || name === undefined || version === undefined) return undefined;
    const said: string[] = [];
    return {
      program: ['npm', 'view', name, 'time', ...OUTDATED.slice(2)],
      ...{ stdin: '', file: 'pass-outdated-dates.txt', onLine: (line) => said.push(line) },
      next() {
        const at = dateIn(said.join('\n'), version);
        if (at !== undefined) dates.set(one.title, at);
        return next();
      },
    };
  };
  const network = { ...asked, around: { ...asked.around, network: true } };
  const ended = await runProgram(network, { program: OUTDATED, stdin: '', name: 'outdated', next }, lines);
  // npm exits with 1 if something is outdated.
  const found = outdatedIn(lines.join('\n'));
  const settled = asked.context.clock.now - SETTLED_DAYS * DAY_MS;
  const candidates = found.candidates.flatMap((one): Candidate[] => {
    const at = dates.get(one.title);
    if (at === undefined) return [one];
    if (Date.parse(at) > settled) return [];
    return [{ ...one, body: `${one.body} Its newest version came out on ${at.slice(0, 10)}.` }];
  });
  return { candidates, ...present({ why: found.why ?? (lines.length === 0 ? ended : undefined) }) };
}

/** How often the pass `flaky` runs each check, and how many candidates it makes of one check. */
const FLAKY = { rounds: 3, tests: 20 } as const;

/** The results of all checks in one round, on the same commit as in the others. */
interface FlakyRound {
  checks: readonly CheckResult[];
  outcomes: ReadonlyMap<string, Outcomes>;
}

/** Makes a candidate of each test that passed and failed, or of each check whose output names no tests. */
export function flakyIn(rounds: readonly FlakyRound[]): Candidate[] {
  const names = new Set(rounds.flatMap(({ checks }) => checks.map(({ name }) => name)));
  return [...names].flatMap((name): Candidate[] => {
    const results = rounds.flatMap(({ checks }) => checks.filter((check) => check.name === name));
    const tests = mixedTests(rounds.flatMap(({ outcomes }) => outcomes.get(name) ?? []));
    const failed = results.filter(({ ok }) => !ok);
    const about = { type: 'bug', rule: 'flaky', checks: [name] };
    const said = failed[0]?.output.trim().slice(-1_500) ?? '';
    if (tests.length > 0)
      return tests.slice(0, FLAKY.tests).map(([test, failures]) => ({
        ...about,
        title: `Fix the flaky test ${test}`,
        body: [
          `The check ${name} ran ${counted(rounds.length, 'time')} on one commit. The test failed ${failures} of them.`,
          said,
        ].join('\n\n'),
      }));
    if (failed.length === 0 || failed.length === results.length) return [];
    const body = [`It failed ${failed.length} of ${counted(results.length, 'time')} on one commit.`, said].join('\n\n');
    return [{ ...about, title: `Fix the flaky check ${name}`, body }];
  });
}

/** Returns the tests that passed in one round and failed in another, with the number of failures. */
function mixedTests(rounds: readonly Outcomes[]): [test: string, failures: number][] {
  const all = new Map<string, TestOutcome[]>();
  for (const round of rounds) for (const [test, outcome] of round) all.set(test, [...(all.get(test) ?? []), outcome]);
  return Array.from(all).flatMap(([test, outcomes]): [string, number][] => {
    const failures = outcomes.filter((outcome) => outcome === 'failed').length;
    return failures > 0 && outcomes.includes('passed') ? [[test, failures]] : [];
  });
}

type Comment = Kinds['comment'];

/** Maximum number of comments whose lines are compared. */
const MOST_COMMENTS = 300;

/** Finds reviewers' comments on merged runs that nobody resolved, and whose lines are on the branch as they were. */
async function findReviewLeftOvers(context: Context, place: RunsPlace, commit: string): Promise<Found> {
  const { state } = context.store;
  const merged = new Map(
    runsIn(state)
      .filter((run) => run.repository === place.repository.name && run.merged && !run.reverted)
      .map((run) => [run.id, run]),
  );
  const open = Array.from(state.all('comment'), ([, comment]) => comment).filter(
    ({ run, sent, resolved, applied, anchor }) =>
      merged.has(run) && sent && !resolved && !applied && anchor.side === 'new',
  );
  const read = open.slice(-MOST_COMMENTS);
  const contents = await contentsAt(
    place,
    read.map(({ anchor: { path } }) => ({ commit, path })),
  );
  return {
    candidates: read.flatMap((comment, i) => leftOver(comment, merged.get(comment.run)!, contents[i]?.text)),
    ...(open.length > read.length ? { why: `it read ${read.length} of ${open.length} comments` } : {}),
  };
}

/** Makes a candidate of a comment if its lines are in the present text of the file. */
export function leftOver({ text, anchor, actor }: Comment, run: Pick<Run, 'id' | 'task'>, now = ''): Candidate[] {
  const { path, from, lines } = anchor;
  const commented = lines.join('\n').trim();
  if (commented === '' || !now.includes(commented)) return [];
  const [first = ''] = text.trim().split('\n');
  return [
    {
      title: `Review comment left open: ${first}`,
      body: `${actor} commented in the review of ${run.id}, and the lines are still as they were.\n\n${text}`,
      ...{ type: 'chore', rule: 'reviews', scope: [{ glob: globOf(path) }] },
      found: { path, line: lineOf(now, commented) ?? from, run: run.id, task: run.task },
    },
  ];
}

function lineOf(text: string, part: string): number | undefined {
  const at = text.indexOf(part);
  return at < 0 ? undefined : text.slice(0, at).split('\n').length;
}

/** Finds living documents of a repository whose files changed on the target branch after the document was read. */
async function findMovedDocuments(context: Context, place: RunsPlace): Promise<Found> {
  const moved = (await movedDocuments(context)).filter(({ repository }) => repository === place.repository.name);
  return {
    candidates: moved.map((document) => ({
      title: `Compare ${document.path} with the files that it describes`,
      body: movedDocumentText(document),
      ...{ type: 'docs', rule: 'documents', found: present({ path: document.path }) },
    })),
  };
}
