import { dollars } from '../../../base/amounts.ts';
import { present } from '../../../base/present.ts';
import type { Run } from '../../../domain/records.ts';
import type { RunReason } from '../../../domain/runs/run-reasons.ts';
import { keepKin } from '../../process/kin-file.ts';
import { secretsOf } from '../../process/masked.ts';
import { type AgentProcess, startAgent } from '../../process/start.ts';
import { stopAgent } from '../../process/stop.ts';
import { processesOfRun } from '../../process/sweep.ts';
import type { ListedProcess } from '../../process/table.ts';
import { usageAfterKill } from '../../providers/after-kill.ts';
import { PROVIDERS } from '../../providers/index.ts';
import type { Exit, OutputReader, Provider } from '../../providers/provider.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { type AgentOutput, readAgentOutput } from './agent-output.ts';
import { assignmentOf } from './assignment.ts';
import { type ContainedRound, containRound } from './contain.ts';
import type { RoundEnd, RoundInput, RoundPrompt } from './round-types.ts';

/** Milliseconds between two lists of the run's processes. A process may lose its marks and its parent between them. */
const KIN_MS = 5_000;

/** Milliseconds between two checks of the limits. */
const LOOK_MS = 250;

/**
 * Gives the agent one prompt and waits until its process ends: by itself, by a limit, or by a request to stop. At the
 * end, all its processes have ended.
 * @throws Halt `no_agent` if its program can't start
 */
export async function playRound(
  supervised: SupervisedRun,
  prompt: RoundPrompt,
  playing: RoundInput,
): Promise<RoundEnd> {
  const provider = PROVIDERS[supervised.run().provider];
  const reader = provider.reader();
  const assignment = assignmentOf(supervised, prompt, playing);
  let agent: AgentProcess | undefined;
  const output = readAgentOutput(supervised, reader, () => agent?.closeInput());
  const contained = await containRound(supervised, provider, assignment, playing);
  const begun = (started: AgentProcess) => {
    agent = started;
  };
  const played = playStarted(supervised, contained, { provider, reader, output, playing, begun });
  const { halt, exit } = await played.finally(contained.leave);
  const { session } = output;
  const killed = halt !== undefined || exit.signal !== null;
  const reads = killed || provider.transcript?.tally().quota !== undefined;
  const remembered = reads && session ? await usageAfterKill(provider, session, contained.env) : undefined;
  for (const event of remembered?.quota ?? []) supervised.events.add(event);
  const usage = killed ? remembered?.usage : undefined;
  return { outcome: reader.outcome(exit), usage: reader.usage(), remembered: usage, session, halt };
}

interface Started {
  provider: Provider;
  reader: OutputReader;
  output: AgentOutput;
  playing: RoundInput;
  begun(agent: AgentProcess): void;
}

/** Starts the agent, and waits until it ended and its events are stored. */
async function playStarted(
  supervised: SupervisedRun,
  contained: ContainedRound,
  { provider, reader, output, playing, begun }: Started,
): Promise<{ halt: Halt | undefined; exit: Exit }> {
  const agent = await started(supervised, provider, contained, playing.agent.env ?? [], output);
  begun(agent);
  const halt = await carried(supervised, agent, { reader, heard: output, playing });
  const exit = await agent.exited;
  await output.noted;
  return { halt, exit };
}

/**
 * Waits until the agent ends, or a limit or a person ends it. At the end, all its processes have ended.
 * @returns the reason for an early end
 */
async function carried(
  supervised: SupervisedRun,
  agent: AgentProcess,
  { reader, heard: output, playing }: { reader: OutputReader; heard: AgentOutput; playing: RoundInput },
): Promise<Halt | undefined> {
  const { message } = reader;
  if (message) playing.reachable((text) => agent.send(message(text)));
  const kin = watchKin(supervised);
  try {
    await supervised.note((run) => ({ ...run, ...present({ process: agent.process }) }));
    const { limits } = supervised.run();
    await ended(supervised, agent, () => exceeded(spentSoFar(output, reader, playing), limits));
    return undefined;
  } catch (error) {
    if (error instanceof Halt) return error;
    throw error;
  } finally {
    playing.reachable(undefined);
    await stopAgent(agent, { ...interruptOf(agent, reader), known: kin.stop() });
  }
}

function spentSoFar({ sign, costUsd }: AgentOutput, reader: OutputReader, { began, ...earlier }: RoundInput): Spent {
  return {
    now: performance.now(),
    began,
    sign,
    turns: earlier.turns + reader.usage().turns,
    costUsd: earlier.costUsd + costUsd,
  };
}

function interruptOf(agent: AgentProcess, reader: OutputReader): { interrupt?: () => void } {
  const line = reader.interrupt?.();
  return line === undefined ? {} : { interrupt: () => void agent.send(line) };
}

async function started(
  supervised: SupervisedRun,
  provider: Provider,
  { launch, heard }: ContainedRound,
  also: readonly string[],
  { onLine, onError, onOutput }: AgentOutput,
): Promise<AgentProcess> {
  const { paths, env } = supervised;
  try {
    return await startAgent(launch, {
      cwd: paths.tree,
      outputFile: paths.output,
      secrets: secretsOf(env, [...provider.environment.credentials, ...also]),
      onLine: (line) => {
        heard(line);
        onLine(line);
      },
      onError: (line) => {
        heard(line);
        onError(line);
      },
      onOutput,
    });
  } catch (error) {
    throw new Halt('no_agent', error instanceof Error ? error.message : String(error));
  }
}

/** Resolves when the agent's process has ended. @throws the reason for an early end */
async function ended(
  supervised: SupervisedRun,
  agent: AgentProcess,
  spent: () => ReturnType<typeof exceeded>,
): Promise<void> {
  const over = new AbortController();
  const halted = new Promise<never>((_, reject) => {
    if (supervised.signal.aborted) reject(supervised.signal.reason);
    supervised.signal.addEventListener('abort', () => reject(supervised.signal.reason), {
      once: true,
      signal: over.signal,
    });
    const timer = setInterval(() => {
      const limit = spent();
      if (limit) reject(new Halt(limit.reason, limit.text));
    }, LOOK_MS);
    over.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
  try {
    await Promise.race([agent.exited, halted]);
  } finally {
    over.abort();
  }
}

/**
 * Records the run's processes during the agent's work, so that all of them can be ended later: by this supervisor, or
 * after it was killed.
 */
function watchKin({ id, opened, paths }: SupervisedRun): { stop(): ListedProcess[] } {
  const known = new Map<number, ListedProcess>();
  const look = () => {
    const found = processesOfRun({ run: id, store: opened.store.dir }) ?? [];
    const isNew = found.some(({ pid, start }) => known.get(pid)?.start !== start);
    for (const one of found) known.set(one.pid, one);
    if (isNew) keepKin(paths.kin, known.values());
  };
  const timer = setInterval(look, KIN_MS);
  return {
    stop() {
      clearInterval(timer);
      return [...known.values()];
    },
  };
}

/** The parts of its limits that a run has used. Times are in milliseconds of a monotonic clock. */
export interface Spent {
  now: number;
  /** Time at which this supervisor started. */
  began: number;
  /** Time of the agent's last output. */
  sign: number;
  turns: number;
  costUsd: number;
}

/** Returns a limit that the run has exceeded; undefined if there is none. */
export function exceeded(spent: Spent, limits: Run['limits']): { reason: RunReason; text: string } | undefined {
  const { now, began, sign, turns, costUsd } = spent;
  if (now - began > limits.wallMs) return { reason: 'wall_limit', text: `it took longer than ${spell(limits.wallMs)}` };
  if (now - sign > limits.idleMs)
    return { reason: 'idle_limit', text: `its agent was inactive for ${spell(limits.idleMs)}` };
  if (limits.turns !== undefined && turns > limits.turns)
    return { reason: 'turn_limit', text: `it took more than ${limits.turns} turns` };
  if (limits.costUsd !== undefined && costUsd > limits.costUsd)
    return { reason: 'cost_limit', text: `it cost ${dollars(costUsd)} of ${dollars(limits.costUsd)}` };
  return undefined;
}

function spell(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
