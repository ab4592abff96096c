import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { type BadLine, readCandidates } from '../../domain/inbox/candidates.ts';
import { withScope } from '../../work/inbox/with-scope.ts';
import type { Pass } from '../../work/passes/read-pass.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findInCommit } from '../supervisor/result/check-commit.ts';
import type { CommitToCheck } from '../supervisor/result/check-folder.ts';
import type { FinderProgram } from '../supervisor/result/run-checks.ts';
import type { Found } from './built-in.ts';

/** Maximum output of a pass that is read, and maximum number of its candidates that are compared. */
export const READ = { lines: 20_000, chars: 4 * 1024 * 1024, candidates: 1_000, bad: 20 } as const;

/** Where a pass looks: a commit, and a folder for its copy. */
export type Asked = Omit<CommitToCheck, 'wanted'>;

/** What a pass found, with the maximum number of new proposals. */
export interface ProgramFindings extends Found {
  bad?: BadLine[];
  most: number;
  costUsd?: number;
  /** True if its agent worked and reported no cost. */
  unpriced?: true;
}

/** Runs the program of a pass. It gets the instructions on standard input. */
export async function findByProgram(asked: Asked, pass: Pass): Promise<ProgramFindings> {
  const lines: string[] = [];
  const timeoutMs = pass.minutes === undefined ? undefined : pass.minutes * 60_000;
  const ended = await runProgram(
    asked,
    {
      ...{ program: pass.program!, stdin: `${pass.body}\n`, name: pass.name, contained: `pass-${pass.name}` },
      ...present({ timeoutMs }),
    },
    lines,
  );
  const { candidates, bad } = readCandidates(lines, { types: pass.proposes, paths: pass.paths });
  const first = firstCandidates({ candidates, ...present({ why: ended }) });
  return { ...withScopes(first, bad, asked.context), most: pass.most };
}

/** Leaves out candidates whose scope no task could have. */
export function withScopes(found: Found, bad: BadLine[], context: Pick<Context, 'repositories'>) {
  return { ...found, candidates: found.candidates.flatMap((one) => withScope(one, context, bad) ?? []), bad };
}

/** Leaves out candidates beyond the number that is compared, and says so. */
export function firstCandidates({ candidates, why }: Found): Found {
  const beyond = candidates.length - READ.candidates;
  if (beyond <= 0) return { candidates, ...present({ why }) };
  const text = `${counted(beyond, 'candidate')} beyond the first ${READ.candidates} ${beyond === 1 ? 'was' : 'were'} not compared`;
  return { candidates: candidates.slice(0, READ.candidates), why: [why, text].filter(Boolean).join('; ') };
}

/** Runs a program, and collects its lines up to a limit. @returns why the lines may be incomplete */
export async function runProgram(
  asked: Asked,
  { name, ...finder }: { name: string } & Omit<FinderProgram, 'file' | 'onLine'>,
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
  const done = await findInCommit(asked, { ...finder, file: `pass-${name}.txt`, onLine });
  if ('failed' in done) return `the setup failed: ${done.failed.why}`;
  const { end: how } = done;
  const cut = left > 0 ? [`${counted(left, 'line')} beyond the limit ${left === 1 ? 'was' : 'were'} not read`] : [];
  const why = how.ended === 'exited' && how.code === 0 ? cut : [how.text, ...cut];
  return why.length > 0 ? why.join('; ') : undefined;
}
