import { join } from 'node:path';
import { sentence } from '../../../base/output/sentence.ts';
import { present } from '../../../base/present.ts';
import type { Observed } from '../../../domain/runs/effects.ts';
import type { Approved } from '../../../work/config/approval.ts';
import type { CostLimit } from '../../budget/asked-limit.ts';
import type { costEstimator } from '../../budget/estimate.ts';
import type { Payer } from '../../budget/inquiry-files.ts';
import { type AgentEnvironment, agentEnvironment } from '../../process/environment.ts';
import { withPorts } from '../../process/ports.ts';
import { type CommandEnd, type CommandRun, runCommand } from '../../process/run-command.ts';
import type { ContainAgent } from '../../sandbox/contain-agent.ts';
import type { ContainLines, PossiblyContained } from '../../sandbox/contain-lines.ts';
import type { NotContained } from '../../sandbox/enter.ts';
import type { JudgeCall } from './judge.ts';

/** Common options of all checks of one commit. */
export interface Checking {
  /** The folder with the files to check. */
  folder: string;
  /** Path of a folder for the output of the checks. */
  output: string;
  /** Id of the checked commit. */
  commit: string;
  env: NodeJS.ProcessEnv;
  /** Id of the run or merge queue that owns the processes. */
  run: string;
  store: string;
  /** The questions for judges. */
  judging?: JudgeCall;
  timeoutMs: number;
  /** The most that one judge may cost for one result, in US dollars. Absent: no limit. */
  judgeUsd?: number;
  signal?: AbortSignal;
  /** True if git may connect to remotes. */
  network?: boolean;
  /** Contains the checks and the setup command if the settings say so. */
  contain?: ContainLines;
  /**
   * Receives the effects of each contained line, by the name of its check or `setup`, or why they aren't known. Set if a
   * rule may merge the result.
   */
  observe?: (name: string, effects: Observed) => void;
  /** Contains the agents that are asked about the files if their records or the settings say so. */
  containAgent?: ContainAgent;
  /** Records what agents cost that are asked about the files. */
  inquiry?: Inquiring;
}

/** The account of the agents that are asked. */
export interface Inquiring {
  /** Path of the folder with all files of runs. */
  runs: string;
  payer: Payer;
  estimate: ReturnType<typeof costEstimator>;
  /** Returns what is left of the budget for the next question. */
  left(): CostLimit | undefined;
  /** Puts the costs of agents that ended into records. */
  settle(): Promise<void>;
}

/** What one line of a check gets beside the common options. */
export interface OneLine extends Pick<CommandRun, 'stdin' | 'onLine' | 'onError'> {
  /** Name of the file for its output. */
  file: string;
  /** Further variables of its environment. */
  extra?: Readonly<Record<string, string>>;
  /** Its whole environment, but the ports. */
  env?: Readonly<Record<string, string>>;
  /** As in a launch, for a program that is inside a sandbox already. */
  bounds?: CommandRun['bounds'];
  /** Name of the check, or `setup`, whose settings decide whether the line is contained. */
  contained?: string;
  /** Further files that it reads inside a sandbox. */
  reads?: readonly string[];
}

/** Runs a shell line from the settings, or a program, with ports of its own. */
export function runLine(
  line: Approved<string> | readonly string[],
  around: Checking,
  { file, extra = {}, env, contained, reads = [], bounds, ...streams }: OneLine,
): Promise<CommandEnd> {
  const { folder, output, run, store, timeoutMs, signal, contain } = around;
  return withPorts([store, run, file].join(), async (ports) => {
    const plain = { command: line, env: { ...(env ?? environmentOf(around, { extra })), ...ports } };
    const entered: PossiblyContained | NotContained =
      contained === undefined || !contain ? plain : await contain(contained, { ...plain, reads }, folder);
    if ('why' in entered) return notContained(entered);
    const ended = await runCommand({
      ...{ command: entered.command, cwd: folder, env: entered.env, timeoutMs },
      ...present({ bounds: entered.bounds ?? bounds }),
      outputFile: join(output, file),
      ...streams,
      ...(entered.heard ? hearing(streams, entered.heard) : {}),
      ...present({ signal }),
    }).finally(() => {
      if (contained !== undefined && entered.effects) around.observe?.(contained, entered.effects());
      return entered.leave?.();
    });
    const denied = entered.denied?.() ?? [];
    const text = ended.code !== 0 && entered.maybe ? `${ended.text}; ${entered.maybe}` : ended.text;
    return { ...ended, text, ...(denied.length > 0 ? { denied } : {}) };
  });
}

function hearing({ onLine, onError }: Pick<OneLine, 'onLine' | 'onError'>, heard: (line: string) => void) {
  const both = (other: ((line: string) => void) | undefined) => (line: string) => {
    heard(line);
    other?.(line);
  };
  return { onLine: both(onLine), onError: both(onError) };
}

/** Returns the end of a line that this machine can't contain. */
function notContained({ why, hint }: NotContained): CommandEnd {
  const text = `it can't be contained: ${sentence(why)} ${hint}`;
  const nothing = { tail: '', output: { bytes: 0, left: 0 }, ms: 0, killed: [], left: [] };
  return { ended: 'not-started', code: null, signal: null, text, ...nothing };
}

/** Returns the environment of what runs in the folder for checks. */
export function environmentOf(
  { folder, env, run, store, network }: Checking,
  more: Pick<AgentEnvironment, 'provider' | 'also' | 'extra'>,
): Record<string, string> {
  return agentEnvironment(env, { ...{ run, store, ceiling: join(folder, '..') }, ...more, ...present({ network }) });
}

/** Returns the variables of each check. @param question path of the file with the question for judges */
export function checkVariables(question?: string): Record<string, string> {
  return { CI: 'true', ...present({ BACKLOG_JUDGE: question }) };
}

/** Maximum number of characters of a check's name in the name of its output file. */
const FILE_NAME = 80;

/** Returns the name of a check's output file, without its ending. */
export function outputName(check: string): string {
  return `check-${check.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, FILE_NAME)}`;
}
