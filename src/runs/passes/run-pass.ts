import { performance } from 'node:perf_hooks';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { BadLine } from '../../domain/inbox/candidates.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Proposal, Repository } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { approved } from '../../work/config/approval.ts';
import { PASSES_FOLDER } from '../../work/config/files.ts';
import { propose } from '../../work/inbox/propose.ts';
import { followRenames } from '../../work/inbox/renamed.ts';
import { inboxRule } from '../../work/inbox/rules.ts';
import {
  type BuiltInPass,
  isBuiltIn,
  KEPT_RUNS,
  type PassRun,
  passId,
  passTexts,
} from '../../work/passes/known-passes.ts';
import { type Pass, readPass } from '../../work/passes/read-pass.ts';
import { ownIdentity } from '../../work/processes/processes.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { targetTip } from '../git/index.ts';
import { targetNamed } from '../run-settings.ts';
import { findBuiltIn } from './find-built-in.ts';
import { type Asked, findByProgram, type ProgramFindings, READ } from './find-by-program.ts';
import { type FormerNames, formerNames } from './former-names.ts';
import { passCommit } from './pass-commit.ts';

/** The result of a run of a pass. `bad` has the first bad lines, `badCount` the number of all. */
export interface PassResult {
  pass: string;
  run: PassRun;
  bad: BadLine[];
  added: Proposal[];
}

/**
 * Runs a pass in a checkout of the tip of the target branch, and puts what it found into the inbox, as one change.
 * @param check refuses in the transaction that begins the run
 * @throws BacklogError `not-found` for an unknown pass, `conflict` while another process runs it, `forbidden` on a
 * machine whose person did not approve it
 */
export async function runPass(
  context: Context,
  repository: Repository,
  name: string,
  write: Write,
  check: (tx: Tx) => void = () => {},
): Promise<PassResult> {
  const { store } = context;
  const text = approved(store, (state) => passTexts(state, repository.name).get(name));
  const builtIn = text === undefined && isBuiltIn(name) ? name : undefined;
  if (text === undefined && !builtIn)
    refuse('not-found', `no pass ${JSON.stringify(name)} counts in ${repository.name}`, {
      hint: `A person commits ${PASSES_FOLDER}/${name}.md on the target branch, and agrees: \`backlog config trust\`. All: \`backlog pass list\``,
    });
  const id = passId(repository, name);
  const pass = text === undefined ? undefined : await readPass(name, text, `${PASSES_FOLDER}/${name}.md`);
  const { commit, branch } = await targetTip(repository, targetNamed(store.state, repository));
  await begin(context, id, commit, check);
  const began = performance.now();
  try {
    const asked = await passCommit(context, repository, { name, id: `pass-${name}`, commit, payer: { pass: id } });
    const looked = await look(asked, pass ?? { uses: builtIn! }, branch);
    // Without a candidate, no proposal needs the names that files had.
    const runs = looked.candidates.length > 0 ? store.state.get('pass', id)?.runs : [];
    const formerly = await formerNames(asked, runs ?? []);
    return await end(
      context,
      id,
      { ...looked, formerly },
      { commit, ms: Math.round(performance.now() - began) },
      write,
    );
  } catch (error) {
    const why = error instanceof BacklogError ? error.message : String(error);
    await end(
      context,
      id,
      { candidates: [], most: 0, why },
      { commit, ms: Math.round(performance.now() - began) },
      write,
    );
    throw error;
  }
}

/** Looks for work by the pass's agent, its program, or Backlog itself. */
async function look(asked: Asked, pass: Pass | { uses: BuiltInPass }, branch: string): Promise<ProgramFindings> {
  if (pass.uses !== undefined) return findBuiltIn(pass.uses, asked, branch, 'most' in pass ? pass.most : undefined);
  if ('name' in pass && pass.agent !== undefined) return (await import('./find-by-agent.ts')).findByAgent(asked, pass);
  return findByProgram(asked, pass as Pass);
}

/** Stores that a run begins. @throws BacklogError `conflict` while another one is active */
async function begin(context: Context, id: string, commit: string, check: (tx: Tx) => void): Promise<void> {
  const { alive, caller } = context;
  // The commit says who works, like a lease. The change of the caller is what the pass finds.
  await context.with({ caller: { ...caller, actor: ownActor('lease') } }).write('pass_run', (tx) => {
    check(tx);
    const before = tx.get('pass', id);
    const runs = before?.runs ?? [];
    const last = runs.at(-1);
    if (last && last.ms === undefined && last.process && alive(last.process) !== false)
      refuse('conflict', `the pass ${id} is running, since ${last.at}`, { hint: 'See it: `backlog pass log`' });
    const run = { at: tx.at, actor: formatActor(caller.actor), process: ownIdentity(), commit };
    tx.put('pass', id, { ...before, name: id, runs: [...runs, run].slice(-KEPT_RUNS) });
  });
}

/** Puts the candidates into the inbox and completes the log, in one commit. So a kill leaves all of them or none. */
async function end(
  context: Context,
  id: string,
  { candidates, bad = [], why, most, costUsd, unpriced, formerly }: ProgramFindings & { formerly?: FormerNames },
  known: Pick<PassRun, 'commit' | 'ms'>,
  write: Write,
): Promise<PassResult> {
  const rule = await inboxRule(context);
  return write((tx) => {
    const looked = tx.get('pass', id)?.runs.at(-1)?.at;
    const from = { source: { kind: 'pass' as const, name: id }, most, rule, ...present({ looked }) };
    if (formerly) followRenames(tx, candidates, formerly);
    const proposed = propose(tx, context, candidates, from);
    const did = (what: 'added' | 'known' | 'full') => proposed.filter((one) => one.did === what);
    const full = did('full').length;
    const rest =
      full > 0
        ? `${counted(full, 'candidate')} had no room (at most ${most} per run, or the inbox is full)`
        : undefined;
    const before = tx.get('pass', id);
    const runs = before?.runs ?? [];
    const begun = runs.at(-1) ?? { at: tx.at, actor: formatActor(context.caller.actor) };
    const last: PassRun = {
      ...begun,
      ...known,
      ...{ found: candidates.length, added: did('added').length, known: did('known').length, bad: bad.length },
      ...present({ costUsd, unpriced, why: [why, rest].filter(Boolean).join('; ') || undefined }),
    };
    tx.put('pass', id, { ...before, name: id, runs: [...runs.slice(0, -1), last] });
    return {
      pass: id,
      run: last,
      bad: bad.slice(0, READ.bad),
      added: did('added').flatMap(({ proposal }) => proposal ?? []),
    };
  });
}
