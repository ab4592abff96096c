import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { present } from '../../../base/present.ts';
import { toInstant } from '../../../domain/instant.ts';
import type { Run } from '../../../domain/records.ts';
import { HIDDEN_LIMITS, hiddenTestsIn } from '../../../domain/runs/answers/hidden-answer.ts';
import { isLarge } from '../../../domain/runs/hidden/large-task.ts';
import type { Task } from '../../../domain/task/task.ts';
import { hiddenTestsQuestion } from '../../../text/runs/judge-prompt.ts';
import { type Approved, approved } from '../../../work/config/approval.ts';
import { writePlain } from '../../../work/paths/plain-file.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import { askAgent } from '../../agents/ask-agent.ts';
import { allGreen, type CheckResult, isDefined, type WantedCheck } from '../../checks.ts';
import { diffText } from '../../git/index.ts';
import { runSettings } from '../../run-settings.ts';
import { idOfTest, type KeptHiddenTest, keepHiddenTests, readHiddenTests, testSums } from '../../view/hidden-tests.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { lookInCommit } from './check-commit.ts';
import { effectsFor, observing } from './observed.ts';
import { type PlayedTest, playTests } from './play-tests.ts';
import { type Checking, checkVariables, runLine } from './run-line.ts';

type Hidden = NonNullable<Run['hiddenTests']>;

/** A result whose checks have ended. */
export interface CheckedFor {
  commit: string;
  checks: readonly CheckResult[];
  wanted: readonly Approved<WantedCheck>[];
}

/**
 * Runs tests on a large result that its agent does not get: the first judge writes them once for each run. Their outcomes
 * decide nothing: a failed one is a question to a person.
 * @returns the field of the run's record; undefined if the settings ask for none, or if a check failed
 */
export async function withHiddenTests(
  supervised: SupervisedRun,
  task: Task,
  { commit, checks, wanted }: CheckedFor,
): Promise<Hidden | undefined> {
  const { state } = supervised.opened.store;
  const run = supervised.run();
  const { hiddenTests: line, hiddenFrom } = approved(supervised.opened.store, (now) =>
    runSettings(now, run.repository),
  );
  const judge = wanted.find((check) => check.judges && isDefined(check));
  const now = state.get('task', task.uuid) ?? task;
  if (line === '' || !judge || !isLarge(now, hiddenFrom)) return undefined;
  // What a person said about the tests stays for the next result.
  if (!allGreen(checks) || run.hiddenTests?.commit === commit) return run.hiddenTests;
  supervised.events.add({ type: 'step', text: `hidden tests by ${judge.name}` });
  const known = run.hiddenTests;
  const head: Omit<Hidden, 'tests' | 'none'> = {
    ...{ commit, by: judge.name, at: toInstant(Date.now()) },
    ...present({ replaced: known?.replaced }),
  };
  const { signal } = supervised;
  try {
    const kept = readHiddenTests(supervised.paths.hiddenTests, run);
    if (known?.none === wroteNone(judge.name)) return { ...known, ...head };
    // Lost or changed tests are written again, and a person decides about the result.
    const isWhole = kept.length > 0 && kept.length === known?.tests.length;
    if (!isWhole && known && known.tests.length > 0) {
      head.replaced = true;
      supervised.events.add({
        type: 'step',
        text: 'the hidden tests were lost or changed, so the judge writes new ones',
      });
    }
    const tests = isWhole ? kept : await written(supervised, now, judge, commit);
    if (typeof tests === 'string') return { ...head, tests: [], none: tests };
    return { ...head, tests: await played(supervised, tests, line, commit) };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ...head, tests: [], none: `they could not run: ${String(error)}` };
  }
}

/** Runs the tests on the result and on the start commit. A test that a person called wrong does not run again. */
async function played(
  supervised: SupervisedRun,
  tests: readonly KeptHiddenTest[],
  line: Approved<string>,
  commit: string,
): Promise<Hidden['tests']> {
  const { base, hiddenTests } = supervised.run();
  const said = new Map((hiddenTests?.tests ?? []).map((test) => [test.id, test]));
  const open = tests.filter(({ id }) => !said.get(id)?.wrong);
  const now = await playTests(around(supervised, commit, 'hidden'), open, line);
  const before = await playTests(around(supervised, base, 'hidden-base'), open, line);
  const outcome = (of: readonly PlayedTest[], id: string) => of[open.findIndex((test) => test.id === id)];
  const ended = tests.map((test) => {
    const { why, output } = outcome(now, test.id) ?? test;
    return { ...test, ...present({ why, output }) };
  });
  keepHiddenTests(supervised.paths.hiddenTests, ended);
  const failed = now.filter(({ outcome: one }) => one === 'failed').length;
  supervised.events.add({ type: 'step', text: `${counted(now.length, 'hidden test')} ran, ${failed} failed` });
  return ended.map((test) => {
    const { id } = test;
    const sums = testSums(test);
    const [there, earlier] = [outcome(now, id)?.outcome ?? 'unclear', outcome(before, id)?.outcome ?? 'unclear'];
    const wrong = said.get(id);
    return wrong?.wrong ? { ...wrong, sums } : { id, outcome: there, base: earlier, sums };
  });
}

/** Asks the judge for tests, and keeps them. @returns why there is none */
async function written(
  supervised: SupervisedRun,
  task: Task,
  judge: Approved<WantedCheck>,
  commit: string,
): Promise<KeptHiddenTest[] | string> {
  const { place, paths } = supervised;
  const context = supervised.context();
  const run = supervised.run();
  const brief = await loadBrief(context, context.facts(), task, context.caller.holder);
  const diff = await diffText(place, { from: run.base, to: commit, limit: JUDGED_BYTES });
  writePlain(paths.hiddenQuestion, hiddenTestsQuestion({ run, brief, diff }));
  const asked = await lookInCommit(around(supervised, commit, 'hidden'), (checking) =>
    answer(judge, paths.hiddenQuestion, checking),
  );
  if ('failed' in asked) return `the setup failed: ${asked.failed.why}`;
  if (asked.seen.why !== undefined) return asked.seen.why;
  const { acceptance = [] } = task;
  const tests = hiddenTestsIn(asked.seen.text).map(({ criterion, ...test }) => ({
    ...{ ...test, id: idOfTest(test) },
    ...present({ about: criterion === undefined ? undefined : acceptance[criterion - 1]?.text }),
  }));
  keepHiddenTests(paths.hiddenTests, tests);
  return tests.length > 0 ? tests : wroteNone(judge.name);
}

const wroteNone = (judge: string) => `${judge} wrote none`;

/** Maximum number of bytes of a diff that are read. */
const JUDGED_BYTES = 100_000;

/** Asks a judge: an agent, whose last message is the answer, or the command of a check, which prints it. */
async function answer(
  { name, command, asks }: Approved<WantedCheck>,
  question: string,
  checking: Checking,
): Promise<{ text: string; why?: string }> {
  const file = 'answer.txt';
  const extra = checkVariables(question);
  if (asks) {
    const { judgeUsd } = checking;
    const limit = judgeUsd === undefined ? undefined : { usd: judgeUsd, says: `runs.judgeCost is $${judgeUsd}` };
    const { last, why } = await askAgent(
      asks,
      { question: readFileSync(question, 'utf8'), file, extra, limit, chars: HIDDEN_LIMITS.answer },
      checking,
    );
    return { text: last, ...present({ why }) };
  }
  let text = '';
  const end = await runLine(command!, checking, {
    ...{ file, extra, contained: name, reads: [question] },
    onLine(line) {
      if (text.length < HIDDEN_LIMITS.answer) text += `${line}\n`;
    },
  });
  return end.ended === 'exited' && end.code === 0 ? { text } : { text: '', why: `${name}: ${end.text}` };
}

function around(supervised: SupervisedRun, commit: string, folder: 'hidden' | 'hidden-base') {
  const { place, paths, env, signal } = supervised;
  const output = join(paths.folder, folder);
  mkdirSync(output, { recursive: true, mode: 0o700 });
  return {
    ...{ context: supervised.context(), place, at: paths.sealed, commit, task: supervised.run().task },
    around: { output, env, signal, ...observing(effectsFor(supervised)) },
  };
}
