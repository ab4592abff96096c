import { holderLabel, isDispatch, leaseState } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import type { Repository } from '../../domain/repository.ts';
import { entryText } from '../../domain/scope-text.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { isAlive, localHost } from '../../work/workspace/processes.ts';
import { recorded } from '../../work/workspace/repositories.ts';
import { type Handler, holderOf, openLight, sessionWorkspace } from './host.ts';
import { contextOutput } from './output.ts';

/** Size limit of what every subagent is told, in UTF-8 bytes. */
const MOST_BYTES = 1_024;
const GLOBS_SHOWN = 3;

const REPORTING = [
  'Backlog is the work queue of this repository. A task of yours, if you have one, is described in your prompt.',
  'Report through its tools: task_annotate records findings and, with criterion, evidence; task_done completes the task with the evidence for each criterion; task_stop with handoff leaves it for others. What stays unfinished goes back to the queue with your last message.',
].join('\n');

/** At the start of a subagent: how to report, and what is claimed by whom. */
export const subagentStart: Handler = async (payload, host) => {
  const where = sessionWorkspace(payload, host);
  if (!where) return undefined;
  const { store } = await openLight(where, host);
  const around = { now: host.now(), localHost: localHost(), alive: isAlive };
  const held = claimsHeld(store.state).filter(
    (claim) => claim.scope.length > 0 && claim.holder !== holderOf(payload, host) && !isDispatch(claim.holder),
  );
  return contextOutput(
    'SubagentStart',
    startText(
      held.filter((claim) => leaseState(claim, around) === 'held'),
      recorded(store.state),
    ),
  );
};

/** As many claims as fit; the last line says how many did not. */
export function startText(held: readonly Claim[], repositories: readonly Repository[]): string {
  if (held.length === 0) return REPORTING;
  const lines = [REPORTING, 'Files held now; edits there by others are refused:'];
  const rest = (left: number) => `(+${left} more: claim_list)`;
  let bytes = Buffer.byteLength(lines.join('\n'));
  for (const [i, claim] of held.entries()) {
    const line = claimLine(claim, repositories);
    bytes += Buffer.byteLength(line) + 1;
    if (bytes + rest(held.length).length + 1 > MOST_BYTES) return [...lines, rest(held.length - i)].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
}

function claimLine({ scope, holder, label }: Claim, repositories: readonly Repository[]): string {
  const globs = scope.slice(0, GLOBS_SHOWN).map((entry) => entryText(entry, repositories));
  const more = scope.length > GLOBS_SHOWN ? ', …' : '';
  return `- ${globs.join(', ')}${more}: ${holderLabel(holder)}${label ? `, ${label}` : ''}`;
}
