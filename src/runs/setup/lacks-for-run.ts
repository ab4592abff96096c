import type { Context } from '../../work/workspace/context.ts';
import { usableAgents } from '../agents/find-program.ts';
import { configRefs } from '../config/committed-config.ts';
import { refInFiles } from '../git/store/ref-files.ts';

/**
 * Returns the first thing that a run lacks here: a git repository, a commit to start from, or an agent whose program is
 * installed. Reads files only. @returns undefined if it finds nothing missing
 */
export function lacksForRun({
  store: { state },
  workspace,
  cwd,
}: Pick<Context, 'store' | 'workspace' | 'cwd'>): 'repository' | 'commit' | 'agent' | undefined {
  const { common } = workspace();
  if (common === undefined) return 'repository';
  if (configRefs(state, {}, common).every((ref) => refInFiles(common, ref) === undefined)) return 'commit';
  return usableAgents(state, cwd).length === 0 ? 'agent' : undefined;
}
