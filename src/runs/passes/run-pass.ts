import { performance } from 'node:perf_hooks';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { parseScope } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { type BadLine, readCandidates } from '../../domain/inbox/candidates.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Proposal, Repository } from '../../domain/records.ts';
import { approved } from '../../work/config/approval.ts';
import { PASSES_FOLDER } from '../../work/config/files.ts';
import { propose } from '../../work/inbox/propose.ts';
import {
  BUILT_IN_PASSES,
  type BuiltInPass,
  KEPT_RUNS,
  type PassRun,
  passTexts,
} from '../../work/passes/known-passes.ts';
import { PASS_LIMITS, type Pass, readPass } from '../../work/passes/read-pass.ts';
import { ownIdentity } from '../../work/processes/processes.ts';
import { checksOf } from '../../work/settings/named-checks.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { passPaths, type RunPlace, targetTip } from '../git/index.ts';
import { bringSettings, ensureStore, fetchCommit } from '../git/store/store-repo.ts';
import { runsFolder } from '../run-folder.ts';
import { targetNamed } from '../run-settings.ts';
import { type CommitToCheck, checkCommit, findInCommit } from '../supervisor/result/check-commit.ts';
import { type Found, failedChecks, findTodos, OUTDATED, outdatedIn } from './built-in.ts';

/** Maximum output of a pass that is read, and maximum number of its candidates that are compared. */
const READ = { lines: 20_000, chars: 4 * 1024 * 1024, candidates: 1_000, bad: 20 } as const;

/** The result of a run of a pass. `bad` has the first bad lines, `badCount` the number of all. */
export interface PassResult {
  pass: string;
  run: PassRun;
  bad: BadLine[];
  added: Proposal[];
}

interface Looked extends Found {
  bad?: BadLine[];
  most: number;
}

/**
 * Runs a pass in a checkout of the tip of the target branch, and puts what it found into the inbox, as one change.
 * @throws BacklogError `not-found` for an unknown pass, `conflict` while another process runs it, `forbidden` on a
 * machine whose person did not approve it
 */
export async function runPass(
  context: Context,
  repository: Repository,
  name: string,
  write: Write,
): Promise<PassResult> {
  const { store } = context;
  const text = approved(store, (state) => passTexts(state, repository.name).get(name));
  const builtIn = text === undefined && Object.hasOwn(BUILT_IN_PASSES, name) ? (name as BuiltInPass) : undefined;
  if (text === undefined && !builtIn)
    refuse('not-found', `no pass ${JSON.stringify(name)} counts in ${repository.name}`, {
      hint: `A person commits ${PASSES_FOLDER}/${name}.md on the target branch, and agrees: \`backlog config trust\`. All: \`backlog pass list\``,
    });
  const pass = text === undefined ? undefined : await readPass(name, text, `${PASSES_FOLDER}/${name}.md`);
  if (pass?.agent !== undefined)
    refuse('conflict', `the pass ${name} is for the agent ${pass.agent}, and Backlog starts only programs of passes`, {
      hint: `Give its instructions to a run: \`backlog add "Look for work: ${name}" --agent ${pass.agent}\``,
    });
  const { commit, branch } = await targetTip(repository, targetNamed(store.state, repository));
  await begin(context, name, commit);
  const began = performance.now();
  try {
    const place: RunPlace = { runs: runsFolder(context), repository, id: `pass-${name}` };
    await ensureStore(place);
    await bringSettings(place);
    await fetchCommit(place, commit, `refs/passes/${name}`);
    const around = { output: `${place.runs}/repositories/${repository.name}/pass-output`, env: process.env };
    const asked = { context, place, at: passPaths(place, name), commit, around };
    const looked = pass ? await findBy(asked, pass) : await findBuiltIn(builtIn!, asked, branch);
    return await end(context, name, looked, { commit, ms: Math.round(performance.now() - began) }, write);
  } catch (error) {
    const why = error instanceof BacklogError ? error.message : String(error);
    await end(
      context,
      name,
      { candidates: [], most: 0, why },
      { commit, ms: Math.round(performance.now() - began) },
      write,
    );
    throw error;
  }
}

/** Stores that a run begins. @throws BacklogError `conflict` while another one is active */
async function begin(context: Context, name: string, commit: string): Promise<void> {
  const { alive, caller } = context;
  // The commit says who works, like a lease. The change of the caller is what the pass finds.
  await context.with({ caller: { ...caller, actor: ownActor('lease') } }).write('pass_run', (tx) => {
    const runs = tx.get('pass', name)?.runs ?? [];
    const last = runs.at(-1);
    if (last && last.ms === undefined && last.process && alive(last.process) !== false)
      refuse('conflict', `the pass ${name} is running, since ${last.at}`, { hint: 'See it: `backlog pass log`' });
    const run = { at: tx.at, actor: formatActor(caller.actor), process: ownIdentity(), commit };
    tx.put('pass', name, { name, runs: [...runs, run].slice(-KEPT_RUNS) });
  });
}

type Asked = Omit<CommitToCheck, 'wanted'>;

/** Runs the program of a pass. It gets the instructions on standard input. */
async function findBy(asked: Asked, pass: Pass): Promise<Looked> {
  const lines: string[] = [];
  const ended = await run(asked, { program: pass.program!, stdin: `${pass.body}\n`, name: pass.name }, lines);
  const { candidates, bad } = readCandidates(lines, { types: pass.proposes, paths: pass.paths });
  return { ...withScopes(candidates, bad, asked.context), most: pass.most, ...present({ why: ended }) };
}

/** Leaves out candidates whose scope no task could have. */
function withScopes(candidates: readonly Candidate[], bad: BadLine[], { repositories }: Context) {
  const kept = candidates.slice(0, READ.candidates).flatMap((one): Candidate[] => {
    if (!one.scope?.length) return [one];
    try {
      return [
        {
          ...one,
          scope: parseScope(
            one.scope.map(({ glob }) => glob),
            repositories,
          ) as { glob: string }[],
        },
      ];
    } catch (error) {
      bad.push({ line: 0, why: error instanceof Error ? error.message : String(error) });
      return [];
    }
  });
  return { candidates: kept, bad };
}

/** Runs a program, and collects its lines up to a limit. @returns why the lines may be incomplete */
async function run(
  asked: Asked,
  { program, stdin, name }: { program: readonly string[]; stdin: string; name: string },
  lines: string[],
): Promise<string | undefined> {
  let [chars, left] = [0, 0];
  const onLine = (line: string): void => {
    if (lines.length >= READ.lines || chars + line.length > READ.chars) left++;
    else {
      chars += line.length;
      lines.push(line);
    }
  };
  const done = await findInCommit(asked, { program, stdin, file: `pass-${name}.txt`, onLine });
  if ('failed' in done) return `the setup failed: ${done.failed.why}`;
  const { end: how } = done;
  const cut = left > 0 ? [`${counted(left, 'line')} beyond the limit ${left === 1 ? 'was' : 'were'} not read`] : [];
  const why = how.ended === 'exited' && how.code === 0 ? cut : [how.text, ...cut];
  return why.length > 0 ? why.join('; ') : undefined;
}

const USUAL = { most: PASS_LIMITS.most.usual };

async function findBuiltIn(name: BuiltInPass, asked: Asked, branch: string): Promise<Looked> {
  const { context, place, commit } = asked;
  if (name === 'todos') return { ...(await findTodos(place, commit)), ...USUAL };
  if (name === 'outdated') {
    const lines: string[] = [];
    const network = { ...asked, around: { ...asked.around, network: true } };
    const ended = await run(network, { program: OUTDATED, stdin: '', name }, lines);
    // npm exits with 1 if something is outdated.
    const found = outdatedIn(lines.join('\n'));
    return { ...found, ...USUAL, ...present({ why: found.why ?? (lines.length === 0 ? ended : undefined) }) };
  }
  const wanted = approved(context.store, (state) => checksOf(state, place.repository.name));
  if (wanted.length === 0) return { candidates: [], ...USUAL, why: 'no check is defined' };
  const { checks } = await checkCommit({ ...asked, wanted });
  return { ...failedChecks(checks, branch, commit), ...USUAL };
}

/** Puts the candidates into the inbox and completes the log, in one commit. So a kill leaves all of them or none. */
function end(
  context: Context,
  name: string,
  { candidates, bad = [], why, most }: Looked,
  known: Pick<PassRun, 'commit' | 'ms'>,
  write: Write,
): Promise<PassResult> {
  return write((tx) => {
    const proposed = propose(tx, context, candidates, { source: { kind: 'pass', name }, most });
    const did = (what: 'added' | 'known' | 'full') => proposed.filter((one) => one.did === what);
    const full = did('full').length;
    const rest =
      full > 0
        ? `${counted(full, 'candidate')} had no room (at most ${most} per run, or the inbox is full)`
        : undefined;
    const runs = tx.get('pass', name)?.runs ?? [];
    const begun = runs.at(-1) ?? { at: tx.at, actor: formatActor(context.caller.actor) };
    const last: PassRun = {
      ...begun,
      ...known,
      ...{ found: candidates.length, added: did('added').length, known: did('known').length, bad: bad.length },
      ...present({ why: [why, rest].filter(Boolean).join('; ') || undefined }),
    };
    tx.put('pass', name, { name, runs: [...runs.slice(0, -1), last] });
    return {
      pass: name,
      run: last,
      bad: bad.slice(0, READ.bad),
      added: did('added').flatMap(({ proposal }) => proposal ?? []),
    };
  });
}
