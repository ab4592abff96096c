import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import { readCandidates } from '../../domain/inbox/candidates.ts';
import { candidateLines, passPrompt } from '../../text/runs/pass-prompt.ts';
import { agentNamed, type KnownAgent } from '../../work/agents/known-agents.ts';
import { approved } from '../../work/config/approval.ts';
import { PASS_LIMITS, type Pass } from '../../work/passes/read-pass.ts';
import { agentEnvironment } from '../process/environment.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { Assignment, Permission } from '../providers/provider.ts';
import { findInCommit } from '../supervisor/result/check-commit.ts';
import { type Asked, type Looked, READ, withScopes } from './find-by-program.ts';

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

/**
 * Lets an agent look for work in a copy of the target branch. Its answer is read as candidates. It gets no tools of
 * Backlog and no right to write, and what it writes anyway is deleted with the copy.
 */
export async function findByAgent(asked: Asked, pass: Pass): Promise<Looked> {
  const { context, at, around } = asked;
  const agent = approved(context.store, (state) => agentNamed(state, pass.agent!));
  if (!agent.enabled)
    refuse('conflict', `the agent ${agent.name} of the pass ${pass.name} is disabled`, {
      hint: `Enable it: \`backlog agent set ${agent.name} --enabled true\``,
    });
  const provider = PROVIDERS[agent.provider];
  const answer: string[] = [];
  let chars = 0;
  const prompt = passPrompt(pass);
  const file = join(around.output, `pass-${pass.name}-prompt.txt`);
  mkdirSync(around.output, { recursive: true, mode: 0o700 });
  writeFileSync(file, prompt, { mode: 0o600 });
  const run = `pass-${pass.name}`;
  const assignment: Assignment = {
    ...{ run, folder: at.tree, prompt, session: '', permission: READ_ONLY[agent.provider] },
    ...present({ binary: agent.binary, model: agent.model, effort: agent.effort }),
    // Further arguments of an agent could give it rights. For `command`, they are its program.
    ...(agent.provider === 'command' ? present({ argv: agent.argv }) : {}),
    ...{ maxTurns: pass.turns, maxCostUsd: pass.dollars, store: context.store.dir },
    env: agentEnvironment(around.env, {
      ...{ provider, run, store: context.store.dir, ceiling: join(at.tree, '..'), also: agent.env ?? [] },
      extra: { CI: 'true' },
    }),
    files: { prompt: file },
    about: { task: '', id: 0, scope: pass.paths, round: 1 },
  };
  const launch = provider.launch(assignment);
  const reader = provider.reader();
  const done = await findInCommit(asked, {
    ...{ program: [launch.file, ...launch.args], stdin: launch.stdin, env: launch.env, file: `${run}.txt` },
    timeoutMs: (pass.minutes ?? PASS_LIMITS.minutes.usual) * 60_000,
    onLine(line) {
      for (const event of reader.line(line))
        if (event.type === 'text' && event.agent === undefined && chars < READ.chars) {
          answer.push(event.text);
          chars += event.text.length;
        }
    },
  });
  if ('failed' in done) return { candidates: [], most: pass.most, why: `the setup failed: ${done.failed.why}` };
  const { end } = done;
  const outcome = reader.outcome(end);
  const why =
    end.ended !== 'exited' ? end.text : outcome.kind === 'done' ? undefined : withReason(outcome.text, end.tail);
  const text = answer.join('\n');
  const lines = candidateLines(
    outcome.lastText && !text.includes(outcome.lastText) ? `${text}\n${outcome.lastText}` : text,
  );
  const { candidates, bad } = readCandidates(lines, { types: pass.proposes, paths: pass.paths });
  const { costUsd } = reader.usage();
  return { ...withScopes(candidates, bad, context), most: pass.most, ...present({ why, costUsd }) };
}

/** Adds the last line of the output, which often has the reason. Errors of agents are on the other stream. */
function withReason(text: string, tail: string): string {
  const last = tail.trim().split('\n').at(-1)?.trim() ?? '';
  return last === '' || last.startsWith('{') ? text : `${text}: ${clip(last, 200)}`;
}
