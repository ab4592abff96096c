import type { Listed } from './table.ts';

/**
 * The processes that belong to the marked ones, these included: what they started, and the groups and sessions they lead. It finds
 * children that took the marks out of their environment, as long as what started them lives. `except` and what only they started
 * stay out: a person's shell is never taken for the session it stands in.
 */
export function kinOf(all: readonly Listed[], marked: ReadonlySet<number>, except: ReadonlySet<number>): Listed[] {
  const kin = new Set(marked);
  for (let grew = true; grew; ) {
    const next = all.filter(
      ({ pid, parent, group, session }) =>
        !kin.has(pid) && !except.has(pid) && (kin.has(parent) || kin.has(group) || kin.has(session)),
    );
    for (const { pid } of next) kin.add(pid);
    grew = next.length > 0;
  }
  return all.filter(({ pid }) => kin.has(pid));
}

/** Groups of which every living member is among the chosen: to be killed as one, so that no fork escapes in between. */
export function wholeGroups(all: readonly Listed[], chosen: readonly Listed[]): number[] {
  const pids = new Set(chosen.map(({ pid }) => pid));
  const mixed = new Set(all.filter(({ pid }) => !pids.has(pid)).map(({ group }) => group));
  return [...new Set(chosen.map(({ group }) => group))].filter((group) => group > 1 && !mixed.has(group));
}
