import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonText } from '../../../base/json/json-text.ts';
import { present } from '../../../base/present.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import type { Observed } from '../../../domain/runs/effects.ts';
import { newTest } from '../../../domain/task/new-test.ts';
import { otherReason } from '../../../domain/task/other-reason.ts';
import { sha256 } from '../../../store/index.ts';
import type { Approved } from '../../../work/config/approval.ts';
import type { CheckResult, WantedCheck } from '../../checks.ts';
import { comparedWith } from '../../covered/covered-by.ts';
import type { Outcomes, TestOutcome } from '../../covered/format.ts';
import { runSettings } from '../../run-settings.ts';
import { rulesOfCheck } from '../../sandbox/rules.ts';
import { readCache, writeCache } from '../../upkeep/cache-file.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { type CheckedCommit, checkCommit } from './check-commit.ts';
import { effectsBeyond, type LineEffects, type ObservedLines, observing } from './observed.ts';

type Base = NonNullable<CheckResult['base']>;

/** The outcome of a check on a start commit, with the tests that its output names. */
interface BaseOutcome {
  base: Base;
  /** The end of its output there. */
  output: string;
  outcomes: Outcomes;
  tests?: Tests;
  /** What the check and the setup command did there. Absent if nobody observed them. */
  effects?: ObservedLines;
}

type Tests = NonNullable<CheckResult['tests']>;

/** Changes with the form of kept outcomes, so that those of earlier versions are not read. */
const FORM = 4;

/** Maximum number of outcomes that a repository keeps. */
const KEPT = 50;

/** What is compared with the start commit. */
interface Compared {
  wanted: readonly Approved<WantedCheck>[];
  /** Paths of the files that the result adds or renames. */
  added: readonly string[];
  /** What the lines of the result did, if a rule may merge it. */
  observed: ObservedLines | undefined;
}

/**
 * Adds the outcomes on the start commit to passed checks that criteria name, and says what each check does that it
 * doesn't there. Each check runs there once: its outcome is kept for later results and runs with the same start commit,
 * line and setup.
 */
export async function withBase(
  supervised: SupervisedRun,
  { checks, outcomes }: Pick<CheckedCommit, 'checks' | 'outcomes'>,
  { wanted, added, observed }: Compared,
): Promise<{ checks: CheckResult[]; effects?: LineEffects[] }> {
  const isCompared = ({ name, command, compares }: WantedCheck) =>
    (compares || (observed?.has(name) && command !== undefined)) && checks.some((one) => one.name === name && one.ok);
  const compared = wanted.filter(isCompared);
  if (compared.length === 0) return { checks };
  const found = await outcomesOn(supervised, compared, observed !== undefined);
  const named = new Set<string>(wanted.flatMap(({ name, compares }) => (compares ? [name] : [])));
  const both = checks.map((check) => {
    const before = found.get(check.name);
    return before && named.has(check.name)
      ? besideBase(check, before, { now: outcomes.get(check.name), added })
      : check;
  });
  const before = new Map([...found.values()].flatMap(({ effects = [] }) => [...effects]));
  return { checks: both, ...(observed ? { effects: effectsBeyond(before, observed) } : {}) };
}

/** Returns the outcomes of checks on the run's start commit by their names: kept ones, or those of a run there. */
async function outcomesOn(
  supervised: SupervisedRun,
  compared: readonly Approved<WantedCheck>[],
  isObserved: boolean,
): Promise<Map<string, BaseOutcome>> {
  const commit: string = supervised.run().base;
  const keep = keptOutcomes(supervised, commit, isObserved);
  const found = new Map<string, BaseOutcome>();
  const kept = compared.map((check) => [check.name, keep.read(check)] as const);
  for (const [name, outcome] of kept) if (outcome) found.set(name, outcome);
  const unknown = compared.filter(({ name }) => !found.has(name));
  if (unknown.length === 0) return found;
  for (const [check, outcome, isWhole] of await onBase(supervised, commit, unknown, isObserved)) {
    found.set(check.name, outcome);
    if (isWhole) keep.write(check, outcome);
  }
  return found;
}

/** Adds the outcome on the start commit to a check, with its new and cured tests. */
function besideBase(
  check: CheckResult,
  { base, output, outcomes, tests }: BaseOutcome,
  { now = new Map(), added }: { now: Outcomes | undefined; added: readonly string[] },
): CheckResult {
  const cured = check.tests && now.size > 0 && outcomes.size > 0 ? comparedWith(outcomes, now) : {};
  const { command = '' } = check;
  const isNew = base.ok === false ? newTest({ command, why: base.why, output, added, tests: cured }) : undefined;
  const isOther = base.ok === false && isNew === undefined;
  const facts = { output, before: tests, now: check.tests, ...cured };
  return {
    ...check,
    base: { ...base, ...present({ newTest: isNew, other: isOther ? otherReason(facts) : undefined }) },
    ...(check.tests ? { tests: { ...check.tests, ...cured } } : {}),
  };
}

/** Runs checks on the start commit, in the folder that the checks of the result had. */
async function onBase(
  supervised: SupervisedRun,
  commit: string,
  wanted: readonly Approved<WantedCheck>[],
  isObserved: boolean,
): Promise<[check: Approved<WantedCheck>, outcome: BaseOutcome, isWhole: boolean][]> {
  const { place, paths, env, signal, events } = supervised;
  const names = wanted.map(({ name }) => name).join(', ');
  events.add({ type: 'step', text: `checks on the start commit ${shortCommit(commit)}: ${names}` });
  const seen: Map<string, Observed> | undefined = isObserved ? new Map() : undefined;
  const { checks, outcomes, unclear } = await checkCommit({
    context: supervised.context(),
    place,
    at: paths.sealed,
    commit,
    wanted,
    task: supervised.run().task,
    around: { output: join(paths.folder, 'base'), env, signal, ...observing(seen) },
  });
  return wanted.map((check) => {
    const ran = checks.find(({ name }) => name === check.name);
    const setup = checks.find(({ name }) => name === 'setup');
    const why = ran?.why ?? (setup ? `the setup failed there: ${setup.why}` : 'it did not run there');
    const hasEnded = ran !== undefined && !unclear.has(check.name);
    const base = { commit, why, ...(hasEnded ? { ok: ran.ok } : {}) };
    const names = outcomes.get(check.name) ?? new Map();
    const effects = seen && new Map([...seen].filter(([name]) => name === check.name || name === 'setup'));
    const facts = present({ tests: ran?.tests, effects });
    // What could not be observed can be at the next time, for example after an installation of strace.
    const isWhole = hasEnded && ![...(effects?.values() ?? [])].some((one) => 'why' in one);
    return [check, { base, output: ran?.output ?? '', outcomes: names, ...facts }, isWhole];
  });
}

/** Reads and writes kept outcomes. A lost file only means that the check runs again. */
function keptOutcomes({ place, opened, run }: SupervisedRun, commit: string, isObserved: boolean) {
  const folder = `${place.runs}/repositories/${place.repository.name}/base-outcomes`;
  const { state } = opened.store;
  const { repository } = run();
  const { setup, copy, link } = runSettings(state, repository);
  const fileOf = ({ name, command }: WantedCheck) => {
    // Effects belong to a check, and depend on its sandbox.
    const sandboxes = isObserved ? [name, 'setup'].map((of) => [of, rulesOfCheck(state, of, repository)]) : [];
    const facts = [FORM, commit, command, setup, copy, link, sandboxes];
    return join(folder, `${sha256(JSON.stringify(facts)).slice(0, 32)}.json`);
  };
  return {
    read: (check: WantedCheck): BaseOutcome | undefined => parsed(readCache(fileOf(check)), commit),
    write(check: WantedCheck, { base, output, outcomes, tests, effects }: BaseOutcome): void {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const name of readdirSync(folder).slice(KEPT)) rmSync(join(folder, name), { force: true });
      const kept = { base, output, outcomes: [...outcomes], tests, ...(effects ? { effects: [...effects] } : {}) };
      writeCache(fileOf(check), JSON.stringify(kept));
    },
  };
}

function parsed(text: string | undefined, commit: string): BaseOutcome | undefined {
  const read = parseJsonText(text ?? '') as
    | {
        base?: Partial<Base>;
        output?: unknown;
        outcomes?: [string, TestOutcome][];
        tests?: Tests;
        effects?: [string, Observed][];
      }
    | string
    | null;
  if (typeof read !== 'object' || read === null || !Array.isArray(read.outcomes)) return undefined;
  const { base, output, tests, effects } = read;
  if (typeof output !== 'string') return undefined;
  if (base?.commit !== commit || typeof base.ok !== 'boolean' || typeof base.why !== 'string') return undefined;
  return {
    base: { commit, ok: base.ok, why: base.why },
    output,
    outcomes: new Map(read.outcomes),
    ...present({ tests, effects: effects && new Map(effects) }),
  };
}
