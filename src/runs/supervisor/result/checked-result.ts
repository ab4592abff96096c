import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { parseJsonText } from '../../../base/json/json-text.ts';
import { toInstant } from '../../../domain/instant.ts';
import { KEPT_FIXES } from '../../../domain/kinds/run/run-parts.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import type { Task } from '../../../domain/task/task.ts';
import { sha256 } from '../../../store/index.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { judgingCost, withJudgingCost } from '../../budget/judge-cost.ts';
import type { CheckResult, WantedCheck } from '../../checks.ts';
import { comparedWith } from '../../covered/covered.ts';
import type { Outcome, Outcomes } from '../../covered/format.ts';
import { applyUpdate } from '../../git/index.ts';
import { bindEvidence, changesEvidence } from '../../lifecycle/task-evidence.ts';
import { runSettings } from '../../run-settings.ts';
import { readCache, writeCache } from '../../upkeep/cache-file.ts';
import { alarmsIn } from '../../view/risk-of-run.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { type CheckedCommit, checkCommit, type Fix } from './check-commit.ts';
import {
  checkDefined,
  checkResult,
  checksOn,
  conflictMarks,
  putResult,
  type RunResult,
  takeResult,
} from './run-result.ts';

/** Takes the result, stores it in the record, then runs its checks. @throws Halt `no_changes`, `check_undefined` */
export async function checkedResult(
  supervised: SupervisedRun,
  task: Task,
): Promise<RunResult['fields'] & { checks: CheckResult[] }> {
  const fixed = new Set<string>();
  for (;;) {
    const result = await takeResult(supervised, task);
    const wanted = checksOn(supervised, result, task);
    if (result.snapshot.empty || wanted.length > 0) await putResult(supervised, result);
    if (result.snapshot.empty) throw new Halt('no_changes', nothingIn(result.snapshot));
    checkDefined(wanted);
    // Each check may fix a result once, so that two checks that undo each other's changes come to an end.
    const mayFix = (check: string) => !fixed.has(check);
    const checked = wanted.length > 0 ? await checkResult(supervised, result, wanted, mayFix) : undefined;
    const usd = judgingCost(checked?.checks ?? []);
    if (usd > 0) await supervised.note((run) => withJudgingCost(run, { at: toInstant(Date.now()), usd }));
    const { fix } = checked ?? {};
    if (!fix) {
      const checks = checked ? await withBase(supervised, checked, wanted) : [];
      await bind(supervised, result.snapshot.commit, checks);
      const made = result.fields.result!;
      const alarms = await alarmsIn(supervised.context(), supervised.run(), made, task);
      const judged = { ...made, ...(alarms.length > 0 ? { alarms } : {}) };
      return { result: judged, checks: [...(await conflictMarks(supervised, result)), ...checks] };
    }
    fixed.add(fix.check);
    await bringFix(supervised, fix);
  }
}

/** Stores that the agent's evidence of this round is about a commit, and what Backlog's own checks say about criteria. */
async function bind(supervised: SupervisedRun, commit: string, checks: readonly CheckResult[]): Promise<void> {
  if (!changesEvidence(supervised.opened.store.state, supervised.run(), { commit, checks })) return;
  await supervised.change((run, tx) => bindEvidence(tx, run, { commit, checks }));
}

/**
 * Makes the changes of a check a part of the result: stores them in the record, and moves the worktree to their commit.
 * After a kill, the next supervisor checks the result again.
 */
async function bringFix(supervised: SupervisedRun, fix: Fix): Promise<void> {
  const { base, branch } = supervised.run();
  await supervised.note(({ result, ...run }) => ({
    ...run,
    ...(result ? { result: { ...result, fixed: [...(result.fixed ?? []), fix].slice(-KEPT_FIXES) } } : {}),
  }));
  await applyUpdate(supervised.place, branch, { base, commit: fix.commit });
  const files = counted(fix.paths.length, 'file');
  supervised.events.add({ type: 'step', text: `the check ${fix.check} fixed ${files}: ${shortCommit(fix.commit)}` });
}

/** Explains an empty result. Ignored files and files of nested repositories are not part of a result. */
function nothingIn({ ignored, nested }: RunResult['snapshot']): string {
  const only = [
    ...(ignored.length > 0 ? [`ignored files (.gitignore): ${named(ignored)}`] : []),
    ...(nested.length > 0 ? [`files of nested repositories or submodules: ${named(nested)}`] : []),
  ];
  return only.length > 0
    ? `its agent changed only ${only.join(', and ')}`
    : 'its agent ended without changing anything';
}

/** Maximum number of paths that a reason names. */
const NAMED = 5;

function named(paths: readonly string[]): string {
  const more = paths.length - NAMED;
  return `${paths.slice(0, NAMED).join(', ')}${more > 0 ? `, ${more} more` : ''}`;
}

type Base = NonNullable<CheckResult['base']>;

/** The outcome of a check on a start commit, with the tests that its output names. */
interface BaseOutcome {
  base: Base;
  outcomes: Outcomes;
}

/** Maximum number of outcomes that a repository keeps. */
const KEPT = 50;

/**
 * Adds the outcomes on the start commit to passed checks that criteria name. Each check runs there once: its outcome is
 * kept for later results and runs with the same start commit, line and setup.
 */
async function withBase(
  supervised: SupervisedRun,
  { checks, outcomes }: Pick<CheckedCommit, 'checks' | 'outcomes'>,
  wanted: readonly Approved<WantedCheck>[],
): Promise<CheckResult[]> {
  const compared = wanted.filter(({ name, compares }) => compares && checks.some((one) => one.name === name && one.ok));
  if (compared.length === 0) return checks;
  const commit: string = supervised.run().base;
  const keep = keptOutcomes(supervised, commit);
  const found = new Map<string, BaseOutcome | undefined>(compared.map((check) => [check.name, keep.read(check)]));
  const unknown = compared.filter(({ name }) => !found.get(name));
  if (unknown.length > 0)
    for (const [check, outcome, isWhole] of await onBase(supervised, commit, unknown)) {
      found.set(check.name, outcome);
      if (isWhole) keep.write(check, outcome);
    }
  return checks.map((check) => {
    const before = found.get(check.name);
    if (!before) return check;
    const now = outcomes.get(check.name) ?? new Map();
    const both = check.tests && now.size > 0 && before.outcomes.size > 0 ? comparedWith(before.outcomes, now) : {};
    return { ...check, base: before.base, ...(check.tests ? { tests: { ...check.tests, ...both } } : {}) };
  });
}

/** Runs checks on the start commit, in the folder that the checks of the result had. */
async function onBase(
  supervised: SupervisedRun,
  commit: string,
  wanted: readonly Approved<WantedCheck>[],
): Promise<[check: Approved<WantedCheck>, outcome: BaseOutcome, isWhole: boolean][]> {
  const { place, paths, env, signal, events } = supervised;
  const names = wanted.map(({ name }) => name).join(', ');
  events.add({ type: 'step', text: `checks on the start commit ${shortCommit(commit)}: ${names}` });
  const { checks, outcomes, unclear } = await checkCommit({
    context: supervised.context(),
    place,
    at: paths.sealed,
    commit,
    wanted,
    task: supervised.run().task,
    around: { output: join(paths.folder, 'base'), env, signal },
  });
  return wanted.map((check) => {
    const ran = checks.find(({ name }) => name === check.name);
    const setup = checks.find(({ name }) => name === 'setup');
    const why = ran?.why ?? (setup ? `the setup failed there: ${setup.why}` : 'it did not run there');
    const isWhole = ran !== undefined && !unclear.has(check.name);
    const base = { commit, why, ...(isWhole ? { ok: ran.ok } : {}) };
    return [check, { base, outcomes: outcomes.get(check.name) ?? new Map() }, isWhole];
  });
}

/** Reads and writes kept outcomes. A lost file only means that the check runs again. */
function keptOutcomes({ place, opened, run }: SupervisedRun, commit: string) {
  const folder = `${place.runs}/repositories/${place.repository.name}/base-outcomes`;
  const { setup, copy, link } = runSettings(opened.store.state, run().repository);
  const fileOf = ({ command }: WantedCheck) =>
    join(folder, `${sha256(JSON.stringify([commit, command, setup, copy, link])).slice(0, 32)}.json`);
  return {
    read: (check: WantedCheck): BaseOutcome | undefined => parsed(readCache(fileOf(check)), commit),
    write(check: WantedCheck, { base, outcomes }: BaseOutcome): void {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const name of readdirSync(folder).slice(KEPT)) rmSync(join(folder, name), { force: true });
      writeCache(fileOf(check), JSON.stringify({ base, outcomes: [...outcomes] }));
    },
  };
}

function parsed(text: string | undefined, commit: string): BaseOutcome | undefined {
  const read = parseJsonText(text ?? '') as { base?: Partial<Base>; outcomes?: [string, Outcome][] } | string | null;
  if (typeof read !== 'object' || read === null || !Array.isArray(read.outcomes)) return undefined;
  const { base } = read;
  if (base?.commit !== commit || typeof base.ok !== 'boolean' || typeof base.why !== 'string') return undefined;
  return { base: { commit, ok: base.ok, why: base.why }, outcomes: new Map(read.outcomes) };
}
