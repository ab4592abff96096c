import { counted } from '../../base/amounts.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { WorkspaceFinding } from '../../work/workspace/finding.ts';
import { runsIn } from '../find-run.ts';

/** Maximum number of runs that are described one by one. */
const MOST = 10;

/** Finds results that no attempt could push or propose, for `doctor`. */
export function unsentFindings({ store }: Pick<Context, 'store'>): WorkspaceFinding[] {
  const unsent = runsIn(store.state).flatMap(({ id, outgoing }) =>
    outgoing?.failed === undefined ? [] : [{ id, tries: outgoing.tries, failed: outgoing.failed }],
  );
  const found = unsent.slice(0, MOST).map(({ id, tries, failed }) => ({
    problem: `The result of run ${id} isn't sent after ${counted(tries, 'attempt')}: ${failed}`,
    advice: `To try it now: \`backlog run push ${id}\``,
  }));
  const left = unsent.length - found.length;
  return left > 0
    ? [...found, { problem: `${counted(left, 'more result')} not sent`, advice: 'See them: `backlog run list --all`' }]
    : found;
}
