import { setTimeout as sleep } from 'node:timers/promises';
import { claimHolder, isDispatch, leaseState } from '../../../claims/index.ts';
import { callOf } from '../../../domain/calls/door.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import type { Claim, Repository } from '../../../domain/records.ts';
import { entryText } from '../../../domain/scope-text.ts';
import { claimsHeld } from '../../../work/claim/claims.ts';
import { judgingIn, leaseFacts } from '../../../work/claim/lease-facts.ts';
import { bindingOf, waitsForAgent } from '../../../work/subagents/dispatch.ts';
import { recorded } from '../../../work/workspace/repositories.ts';
import { offersOf } from '../../mcp/offered.ts';
import { firstSign, noteSign } from '../first-heartbeat.ts';
import { type Handler, type Host, holderOf, type Light, openLight, sessionWorkspace } from '../host.ts';
import { contextOutput } from '../output.ts';
import type { Payload } from '../payload.ts';
import { launchedBy } from './agent-meta.ts';

/** Maximum size of the text that every subagent gets at its start, in UTF-8 bytes. */
const MOST_BYTES = 1_024;
const GLOBS_SHOWN = 3;

type Offers = (command: string) => boolean;

/** Formats the advice about reporting. Names only tools that the server offers. */
function reporting(offers: Offers): string {
  const ways = [
    offers('task_done') && 'task_done (with evidence)',
    offers('task_annotate') && 'task_annotate (notes)',
    offers('task_stop') && 'task_stop (with handoff)',
  ].filter((way) => way !== false);
  return [
    'Backlog: if you have a task, your prompt describes it.',
    ...(ways.length > 0 ? [`Report by ${ways.join(', ')}.`] : []),
    'If you end without, your last message is its handoff note.',
  ].join(' ');
}

/** Handles a subagent's start: tells the agent how to report, and lists the existing claims. */
export const subagentStart: Handler = async (payload, host) => {
  const where = sessionWorkspace(payload, host);
  if (!where) return undefined;
  const light = await openLight(where, host);
  await greet(light, payload, host);
  const { store } = light;
  const judging = judgingIn(store);
  const around = leaseFacts(store.state, judging, host.now());
  const held = claimsHeld(
    store.state,
    (claim) =>
      claim.scope.length > 0 && claim.holder !== holderOf(store.state, payload, host) && !isDispatch(claim.holder),
  );
  return contextOutput(
    'SubagentStart',
    startText(
      held.filter((claim) => leaseState(claim, around) === 'held'),
      { repositories: recorded(store.state), hostOf: ({ renewer }) => judging.otherHost(renewer) },
      offersOf(host.env.BACKLOG_TOOLS),
    ),
  );
};

/**
 * Gives a started agent its task. A resumed agent gets its earlier task again. For a new agent, the client writes the
 * id of its launch to a file a moment after this event. A script can't wait for this file, so the agent then gets its
 * task at its first call.
 */
async function greet(light: Light, payload: Payload, host: Host): Promise<void> {
  const { agent, session, prompt } = payload;
  if (!agent) return;
  noteSign(payload, host);
  const known = host.server?.memory.agents.get(agent);
  if (known && prompt) known.prompt = prompt;
  const note = (refused: string | undefined) => {
    if (refused) light.store.appendDiagnostic(`hook SubagentStart: ${refused}`);
  };
  if (bindingOf(light.store.state, { session, agent })?.ended) note(await firstSign(light, payload, host));
  else if (waitsForAgent(light.store.state, session, agent))
    host.server?.later(async (server) => {
      if (await noted(payload.transcript, agent)) note(await firstSign(light, payload, { ...host, server }));
    });
}

/**
 * Maximum time in milliseconds to wait for the client's file about a subagent. The client usually writes it after 30 to
 * 80 ms. The next constant is the time between two checks.
 */
const PATIENCE_MS = 4_000;
const EVERY_MS = 20;

async function noted(transcript: string | undefined, agent: string): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  while (!launchedBy(transcript, agent)) {
    if (performance.now() > end) return false;
    await sleep(EVERY_MS);
  }
  return true;
}

/** Returns the text with as many claims as it has room for. The last line has the number of the other claims. */
export function startText(held: readonly Claim[], around: LineAround, offers: Offers = () => true): string {
  const first = reporting(offers);
  if (held.length === 0) return first;
  const lines = [first, 'Claimed files; only the holder of a claim may edit them:'];
  const rest = (left: number) => `(+${left} more: ${callOf({ offers }, 'claim_list')})`;
  let bytes = Buffer.byteLength(lines.join('\n'));
  for (const [i, claim] of held.entries()) {
    const line = claimLine(claim, around);
    bytes += Buffer.byteLength(line) + 1;
    if (bytes + rest(held.length).length + 1 > MOST_BYTES) return [...lines, rest(held.length - i)].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
}

/** What the line of a claim needs besides the claim. */
interface LineAround extends Pick<Facts, 'hostOf'> {
  repositories: readonly Repository[];
}

function claimLine(claim: Claim, { repositories, hostOf }: LineAround): string {
  const { scope, label } = claim;
  const globs = scope.slice(0, GLOBS_SHOWN).map((entry) => entryText(entry, repositories));
  const more = scope.length > GLOBS_SHOWN ? ', …' : '';
  return `- ${globs.join(', ')}${more}: ${claimHolder(claim, { hostOf })}${label ? `, ${label}` : ''}`;
}
