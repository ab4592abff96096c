import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { clip } from '../../base/clip.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Approved } from '../../work/config/approval.ts';
import { ownIdentity } from '../../work/processes/processes.ts';
import { type CostLimit, costLimitText, nearestLimit, watchCost } from '../budget/asked-limit.ts';
import { endedWith, inquiryCost } from '../budget/inquiries.ts';
import { beginInquiry, endInquiry } from '../budget/inquiry-files.ts';
import type { CommandEnd } from '../process/run-command.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { Inquiry, OutputReader, Provider } from '../providers/provider.ts';
import { EVENT_LIMITS, type TokenUsage } from '../providers/run-event.ts';
import { type Checking, environmentOf, runLine } from '../supervisor/result/run-line.ts';
import { type AskedAgent, askProblem } from './judges.ts';

/** A question to an agent about a checkout that it can only read. */
export interface AgentQuestion extends Pick<Inquiry, 'maxTurns'> {
  question: string;
  /** The most that it may cost. What is left of a budget limits it, too. */
  limit?: CostLimit | undefined;
  /** Name of the file for its output. */
  file: string;
  /** Further variables of its environment. */
  extra?: Readonly<Record<string, string>>;
  timeoutMs?: number;
  /** Maximum number of characters that are read of a message. */
  chars?: number;
}

/** What an agent said. `why` says why it is less than an answer. */
export interface AgentAnswer {
  /** Its last message; empty if it gave none. */
  last: string;
  /** All its messages, with the last one at the end. */
  said: string;
  why?: string;
  /** False if its program did not start, took too long or was stopped. */
  isEnded: boolean;
  ms: number;
  costUsd?: number;
  /** True if it worked, and its cost is not known, so that no budget counts it. */
  unpriced?: true;
}

/** Arguments of an agent's record that would lift the limits of a question in both clients. */
const GIVES_RIGHTS = /^--(?:(?:allow-)?dangerously-.*|full-auto|yolo)$/;

/** Maximum number of characters of a reason, and of all messages that are kept. */
const WHY = 300;
const SAID = 4 * 1024 * 1024;

/**
 * Asks an agent about the files in a folder: a judge, a pass or the setup. It gets no tools of Backlog, no instructions
 * of the checkout and no right to write, whatever its record allows, and it is contained if the rules say so. It is
 * stopped at its cost limit, if its cost is known. Its answer is data.
 */
export async function askAgent(
  agent: Approved<AskedAgent>,
  { question, file, extra = {}, timeoutMs, limit: own, maxTurns, chars = EVENT_LIMITS.text }: AgentQuestion,
  around: Checking,
): Promise<AgentAnswer> {
  const nothing = (why: string): AgentAnswer => ({ last: '', said: '', why, isEnded: false, ms: 0 });
  const problem = askProblem(agent, { path: around.env.PATH, cwd: around.folder });
  const provider: Provider = PROVIDERS[agent.provider];
  const { ask } = provider;
  if (problem !== undefined || !ask) return nothing(problem ?? "it can't be asked");
  const { binary, model, effort } = agent;
  const argv = agent.argv?.filter((word) => !GIVES_RIGHTS.test(word));
  const limit = nearestLimit([own, around.inquiry?.left()]);
  const limits = present({ maxTurns, maxCostUsd: limit?.usd });
  const inquiry = { question, ...limits, ...present({ binary, argv, model, effort }) };
  const env = environmentOf(around, { provider, also: agent.env ?? [], extra });
  const launch = (mine: typeof env, isReadOnly: boolean) => ask({ ...inquiry, env: mine, isReadOnly });
  const entered = around.containAgent
    ? await around.containAgent(agent, { env, launch }, around.folder)
    : { launch: launch(env, false) };
  if ('why' in entered) return nothing(`it can't be contained: ${sentence(entered.why)} ${entered.hint}`);
  const { heard, leave } = entered;
  const reader = provider.reader(chars);
  const said = collector(reader);
  const { file: program, args, env: launched, stdin, bounds } = entered.launch;
  const account = accountOf(agent, file, around);
  const watch = limit && watchCost(limit, () => account.costOf(reader.usage()), around.signal);
  const within = { ...around, ...present({ timeoutMs, signal: watch?.signal }) };
  const end = await runLine([program, ...args], within, {
    ...{ file, stdin, bounds, env: launched },
    onLine(line) {
      heard?.(line);
      said.line(line);
    },
    onError(line) {
      heard?.(line);
      reader.error(line);
    },
  }).finally(() => {
    watch?.end();
    return leave?.();
  });
  const usd = end.ended === 'not-started' ? 0 : account.costOf(reader.usage());
  await account.end(usd);
  return answerOf(agent, { reader, said: said.text(), end, usd, limit, isOver: watch?.isOver() ?? false });
}

/**
 * Opens the account of an agent before its program starts. So its cost is known whatever kills this process: from the
 * output of the program, as that of a run is from its transcript.
 */
function accountOf({ name, provider, model }: AskedAgent, file: string, { output, inquiry }: Checking) {
  const about = { agent: name, provider, ...present({ model }) };
  const path = join(output, file);
  // The output of an earlier question is no part of this one.
  rmSync(path, { force: true });
  const costOf = (usage: TokenUsage) => inquiryCost(about, usage, inquiry?.estimate ?? (() => undefined));
  if (!inquiry) return { costOf, end: async () => {} };
  const { runs, payer } = inquiry;
  const asked = { payer, ...about, at: toInstant(Date.now()), process: ownIdentity(), output: path };
  const id = beginInquiry(runs, asked);
  return {
    costOf,
    async end(usd: number | undefined): Promise<void> {
      endInquiry(runs, id, { ...asked, ended: endedWith(Date.now(), usd) });
      // A store that can't be written now gets it with the next maintenance.
      await inquiry.settle().catch(() => undefined);
    },
  };
}

/** Collects what the agent itself says, up to a limit. */
function collector(reader: OutputReader): { line(line: string): void; text(): string } {
  const said: string[] = [];
  let chars = 0;
  return {
    line(line) {
      for (const event of reader.line(line))
        if (event.type === 'text' && event.agent === undefined && chars < SAID) {
          said.push(event.text);
          chars += event.text.length;
        }
    },
    text: () => said.join('\n'),
  };
}

interface Ended {
  reader: OutputReader;
  said: string;
  end: CommandEnd;
  usd: number | undefined;
  limit: CostLimit | undefined;
  /** True if Backlog stopped the program at the limit. */
  isOver: boolean;
}

function answerOf({ name }: AskedAgent, { reader, said, end, usd, limit, isOver }: Ended): AgentAnswer {
  const { kind, text, lastText: last = '' } = reader.outcome(end);
  const isEnded = end.ended === 'exited';
  const gave = kind === 'done' ? undefined : `${name} gave no answer: ${withReason(text, end.tail)}`;
  // Some programs end at their limit by themselves.
  const isReached = limit !== undefined && ((isOver && !isEnded) || (isEnded && kind === 'cost_limit'));
  const why = isReached ? `${name}: ${costLimitText(limit)}` : isEnded ? gave : `${name}: ${end.text}`;
  return {
    last,
    said: last && !said.includes(last) ? `${said}\n${last}` : said,
    ...{ isEnded, ms: end.ms },
    ...present({ why: why && clip(why, WHY), costUsd: usd === 0 ? undefined : usd }),
    ...(usd === undefined ? { unpriced: true as const } : {}),
  };
}

/** Says whether the end of a message is lost. The last line about a criterion counts, so a judge must not lose it. */
export function isCut({ last }: Pick<AgentAnswer, 'last'>): boolean {
  return last.length >= EVENT_LIMITS.text - 1 && last.endsWith('…');
}

/** Adds the last line of the output, which often has the reason. Errors of agents are on the other stream. */
function withReason(text: string, tail: string): string {
  const last = tail.trim().split('\n').at(-1)?.trim() ?? '';
  return last === '' || last.startsWith('{') || text.includes(last) ? text : `${text}: ${clip(last, 200)}`;
}
