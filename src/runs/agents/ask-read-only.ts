import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import { agentNamed, type KnownAgent } from '../../work/agents/known-agents.ts';
import { approved } from '../../work/config/approval.ts';
import { agentEnvironment } from '../process/environment.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { Assignment, Permission } from '../providers/provider.ts';
import { type CommitToCheck, findInCommit } from '../supervisor/result/check-commit.ts';

/** The agent may read, whatever its record allows. Claude's rules also forbid its tools that start other work. */
const READ_ONLY: Readonly<Record<KnownAgent['provider'], Permission>> = {
  claude: {
    mode: 'default',
    allow: [],
    deny: ['Edit', 'Write', 'MultiEdit', 'NotebookEdit', 'Bash', 'Task', 'Agent', 'SlashCommand', 'Skill'],
  },
  codex: { mode: 'default', allow: [], deny: [] },
  command: { mode: 'default', allow: [], deny: [] },
};

/** A question for an agent, and its limits. */
interface AgentQuestion {
  /** Name of the agent. */
  agent: string;
  /** What asks, for the names of files and processes, and for people. */
  name: string;
  prompt: string;
  paths?: readonly string[];
  minutes: number;
  dollars: number;
  turns: number;
}

/** What an agent said. `why` says why it is less than it could be. */
export interface AgentAnswer {
  text: string;
  why?: string;
  costUsd?: number;
}

/** Maximum number of characters of an answer that are read. */
const MOST_CHARS = 4 * 1024 * 1024;

/**
 * Asks an agent about a copy of a commit. It gets no tools of Backlog and no right to write, and what it writes anyway is
 * deleted with the copy. Its answer is data.
 * @throws BacklogError `not-found` for an unknown agent, `conflict` for a disabled one
 */
export async function askReadOnly(
  asked: Omit<CommitToCheck, 'wanted'>,
  { agent: named, name, prompt, paths = [], minutes, dollars, turns }: AgentQuestion,
): Promise<AgentAnswer> {
  const { context, at, around } = asked;
  const agent = approved(context.store, (state) => agentNamed(state, named));
  if (!agent.enabled)
    refuse('conflict', `the agent ${agent.name} is disabled`, {
      hint: `Enable it: \`backlog agent enable ${agent.name}\``,
    });
  const provider = PROVIDERS[agent.provider];
  const said: string[] = [];
  let chars = 0;
  const file = join(around.output, `${name}-prompt.txt`);
  mkdirSync(around.output, { recursive: true, mode: 0o700 });
  writeFileSync(file, prompt, { mode: 0o600 });
  const assignment: Assignment = {
    ...{ run: name, folder: at.tree, prompt, session: '', permission: READ_ONLY[agent.provider] },
    ...present({ binary: agent.binary, model: agent.model, effort: agent.effort }),
    // Further arguments of an agent could give it rights. For `command`, they are its program.
    ...(agent.provider === 'command' ? present({ argv: agent.argv }) : {}),
    ...{ maxTurns: turns, maxCostUsd: dollars, store: context.store.dir },
    env: agentEnvironment(around.env, {
      ...{ provider, run: name, store: context.store.dir, ceiling: join(at.tree, '..'), also: agent.env ?? [] },
      extra: { CI: 'true' },
    }),
    files: { prompt: file },
    about: { task: '', id: 0, scope: paths, round: 1 },
  };
  const launch = provider.launch(assignment);
  const reader = provider.reader();
  const done = await findInCommit(asked, {
    ...{ program: [launch.file, ...launch.args], stdin: launch.stdin, env: launch.env, file: `${name}.txt` },
    timeoutMs: minutes * 60_000,
    onLine(line) {
      for (const event of reader.line(line))
        if (event.type === 'text' && event.agent === undefined && chars < MOST_CHARS) {
          said.push(event.text);
          chars += event.text.length;
        }
    },
  });
  if ('failed' in done) return { text: '', why: `the setup failed: ${done.failed.why}` };
  const { end } = done;
  const outcome = reader.outcome(end);
  const ended = outcome.kind === 'done' ? undefined : withReason(outcome.text, end.tail);
  const why = end.ended === 'exited' ? ended : end.text;
  const text = said.join('\n');
  const { lastText: last } = outcome;
  const { costUsd } = reader.usage();
  return { text: last && !text.includes(last) ? `${text}\n${last}` : text, ...present({ why, costUsd }) };
}

/** Adds the last line of the output, which often has the reason. Errors of agents are on the other stream. */
function withReason(text: string, tail: string): string {
  const last = tail.trim().split('\n').at(-1)?.trim() ?? '';
  return last === '' || last.startsWith('{') ? text : `${text}: ${clip(last, 200)}`;
}
