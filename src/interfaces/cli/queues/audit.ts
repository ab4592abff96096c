import { present } from '../../../base/present.ts';
import { withoutHidden } from '../../../domain/kinds/table.ts';
import { checkRight } from '../../../work/people/rights.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import type { CallOf } from '../machine/table.ts';

/**
 * Runs `backlog audit`. It holds one commit at a time in memory.
 * @returns the exit code
 * @throws BacklogError `forbidden`; `store` at a damaged commit, after the commits before it
 */
export async function auditCommand({ input: { after = 0, until }, streams, caller }: CallOf<'audit'>): Promise<number> {
  const { cwd, env } = streams;
  const opened = await openWorkspace({
    cwd,
    env,
    brief: true,
    store: { lazy: true, blocking: true, checkpoints: false },
  });
  try {
    const { store } = opened;
    const { rights } = caller(store);
    if (rights) checkRight(rights, 'read');
    for await (const commit of store.history({ from: after + 1, ...present({ to: until }), quiet: true })) {
      if (streams.interrupted.aborted) return 130;
      streams.bytes(`${lineOf(commit)}\n`);
    }
    return 0;
  } finally {
    await opened.close();
  }
}

/** Formats a commit as its stored line or, without hidden fields, as a line that lists them. */
function lineOf(commit: Parameters<typeof withoutHidden>[0]): string {
  const shown = withoutHidden(commit);
  if (shown === commit) return JSON.stringify(commit);
  const lacks = ({ before, after }: (typeof shown)['changes'][number]) => Object.keys({ ...before, ...after });
  const left = new Set(shown.changes.flatMap(lacks));
  const hidden = new Set(commit.changes.flatMap(lacks).filter((name) => !left.has(name)));
  return JSON.stringify({ ...shown, hidden: [...hidden] });
}
