import { present } from '../../../base/present.ts';
import { settleIndex } from '../../git/index.ts';
import { secretsOf } from '../../process/masked.ts';
import { type AgentProcess, startAgent } from '../../process/start.ts';
import { stopAgent } from '../../process/stop.ts';
import { processesOfRun } from '../../process/sweep.ts';
import type { ListedProcess } from '../../process/table.ts';
import { usageAfterKill } from '../../providers/after-kill.ts';
import { PROVIDERS } from '../../providers/index.ts';
import type { Assignment, OutputReader, Provider } from '../../providers/provider.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { type AgentOutput, readAgentOutput } from './agent-output.ts';
import { assignmentOf } from './assignment.ts';
import { exceeded, type Spent } from './limits.ts';
import type { Playing, Prompt, RoundEnd } from './round-types.ts';

/** How often it is looked what belongs to the run, in milliseconds: a process may lose its marks and its parent. */
const KIN_MS = 5_000;

/** How often limits are looked at, in milliseconds. */
const LOOK_MS = 250;

/**
 * Gives the agent one prompt and waits for the end of its process, which a used-up limit or a wish to stop brings about, too. Nothing
 * that it started lives when this resolves.
 * @throws Halt `no_agent` when its program cannot be started
 */
export async function playRound(supervised: SupervisedRun, prompt: Prompt, playing: Playing): Promise<RoundEnd> {
  const provider = PROVIDERS[supervised.run().provider];
  const reader = provider.reader();
  const assignment = assignmentOf(supervised, prompt, playing);
  const output = readAgentOutput(supervised, reader, () => agent.closeInput());
  const agent = await started(supervised, provider, assignment, playing.agent.env ?? [], output);
  // Beside the agent, whose time it does not take; without it the snapshot is only slower.
  const over = new AbortController();
  settleIndex(supervised.place, over.signal).catch(() => {});
  const halt = await carried(supervised, agent, { reader, heard: output, playing });
  over.abort();
  const exit = await agent.exited;
  await output.noted;
  const { session } = output;
  const killed = halt !== undefined || exit.signal !== null;
  const remembered = killed && session ? await usageAfterKill(provider, session, assignment.env) : undefined;
  return { outcome: reader.outcome(exit), usage: reader.usage(), remembered: remembered?.usage, session, halt };
}

/** Waits until the agent ends, or a limit or a person ends it; no process of it is left then. @returns what ended it early */
async function carried(
  supervised: SupervisedRun,
  agent: AgentProcess,
  { reader, heard: output, playing }: { reader: OutputReader; heard: AgentOutput; playing: Playing },
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

function spentSoFar({ sign, costUsd }: AgentOutput, reader: OutputReader, { began, ...earlier }: Playing): Spent {
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
  assignment: Assignment,
  also: readonly string[],
  { onLine, onError, onOutput }: AgentOutput,
): Promise<AgentProcess> {
  const { paths, env } = supervised;
  try {
    return await startAgent(provider.launch(assignment), {
      cwd: paths.tree,
      outputFile: paths.output,
      secrets: secretsOf(env, [...provider.environment.credentials, ...also]),
      ...{ onLine, onError, onOutput },
    });
  } catch (error) {
    throw new Halt('no_agent', error instanceof Error ? error.message : String(error));
  }
}

/** Resolves when the agent's process has ended; throws what ends it before. */
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

/** Remembers what belongs to the run while its agent works, for when it is to be ended. */
function watchKin({ id, opened }: SupervisedRun): { stop(): ListedProcess[] } {
  const known = new Map<number, ListedProcess>();
  const look = () => {
    for (const one of processesOfRun({ run: id, store: opened.store.dir }) ?? []) known.set(one.pid, one);
  };
  const timer = setInterval(look, KIN_MS);
  return {
    stop() {
      clearInterval(timer);
      return [...known.values()];
    },
  };
}
