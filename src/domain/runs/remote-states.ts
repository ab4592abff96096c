/** A target branch's place beside the remote's branch, as of the last fetch. */
export interface Apart {
  /** Name of the remote. */
  name: string;
  /** Commit of the remote's branch. Absent if this computer doesn't know it. */
  commit?: string | undefined;
  ahead: number;
  behind: number;
}

/** Describes a target branch beside the remote's. A branch that differs has a state for each side. */
export function remoteStates(
  branch: string,
  { name, commit, ahead, behind }: Apart,
): { of?: 'ahead' | 'behind'; text: string }[] {
  const there = `${name}/${branch}`;
  if (commit === undefined) return [{ text: `${there} is not known here` }];
  if (ahead === 0 && behind === 0) return [{ text: `equal to ${there}` }];
  const states = [{ of: 'ahead', by: ahead } as const, { of: 'behind', by: behind } as const];
  return states.flatMap(({ of, by }) =>
    by > 0 ? [{ of, text: `${by} ${of === 'ahead' ? 'ahead of' : of} ${there}` }] : [],
  );
}
