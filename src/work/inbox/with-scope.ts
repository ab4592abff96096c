import { parseScope } from '../../claims/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { BadLine } from '../../domain/inbox/candidates.ts';
import type { Candidate } from '../../domain/inbox/words.ts';
import type { Context } from '../workspace/context.ts';

/** Checks the scope of a candidate. @returns undefined, with a bad line, if no task could have it */
export function withScope(
  candidate: Candidate,
  { repositories }: Pick<Context, 'repositories'>,
  bad: BadLine[],
): Candidate | undefined {
  if (!candidate.scope?.length) return candidate;
  try {
    return {
      ...candidate,
      scope: parseScope(
        candidate.scope.map(({ glob }) => glob),
        repositories,
      ),
    };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    bad.push({ line: 0, why: error.message });
    return undefined;
  }
}
