import type { Run } from '../../domain/records.ts';

/** Where the run's next or present round starts. */
export interface RoundStart {
  /** The commit whose files the worktree should have. */
  commit: string;
  /**
   * `result`: the worktree should have exactly these files. `work`: a round began and recorded no result, so the agent
   * may have changed them. `person`: a person's changes become the result, or an update overwrites the files.
   */
  holds: 'result' | 'work' | 'person';
}

/** Returns the commit from which the next round of a run starts, and what else its worktree may contain. */
export function roundStart({ base, rounds = [], result, update, adopt }: Run): RoundStart {
  const commit = result?.commit ?? base;
  if (adopt || (update?.made && update.round === undefined)) return { commit, holds: 'person' };
  const last = rounds.at(-1);
  if (update?.made && update.round === rounds.length + 1) return { commit: update.made.commit, holds: 'result' };
  if (result && (last === undefined || last.commit === result.commit)) return { commit, holds: 'result' };
  return { commit: update?.made && update.round === rounds.length ? update.made.commit : commit, holds: 'work' };
}

/** Returns the commit from which the present round started, whose work its result must contain. Undefined for the first. */
export function startedFrom({ rounds = [], update }: Run): string | undefined {
  if (update?.made && update.round === rounds.length) return update.made.commit;
  return rounds.slice(0, -1).findLast(({ commit }) => commit !== undefined)?.commit;
}
