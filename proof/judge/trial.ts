import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { combineVerdicts, judgeOutcome, verdictsIn } from '../../src/domain/runs/answers/verdicts.ts';
import { judgeProblem } from '../../src/runs/agents/judges.ts';
import { agentEnvironment } from '../../src/runs/process/environment.ts';
import { runCommand } from '../../src/runs/process/run-command.ts';
import { PROVIDERS } from '../../src/runs/providers/index.ts';
import { questionTo } from '../../src/runs/supervisor/result/judge-check.ts';
import { BUILT_IN } from '../../src/work/agents/known-agents.ts';
import { questionsAbout } from '../../test/domain/risk/layers/question.ts';
import { first } from '../../test/domain/risk/planted/all.ts';
import { apply, type Planted } from '../../test/domain/risk/planted/planted.ts';
import { projects } from '../../test/domain/risk/planted/projects/all.ts';
import { approvedHere } from '../../test/support/approved.ts';
import type { JudgeName } from './options.ts';
/** What a judge said about one planted result. */
export interface Answered {
  planted: Planted;
  said: 'accepted' | 'rejected' | 'unclear' | 'no answer';
  why: string;
}

/** Where each client keeps its login, if a variable has no key. Only its presence is looked at. */
const LOGIN: Readonly<Record<JudgeName, string>> = { claude: '.claude/.credentials.json', codex: '.codex/auth.json' };

/** Says why a judge can't be asked here; undefined if it can. */
export function problemOf(name: JudgeName, env: NodeJS.ProcessEnv): string | undefined {
  const agent = BUILT_IN.find((one) => one.name === name)!;
  const problem = judgeProblem(agent, { path: env.PATH, cwd: process.cwd() });
  if (problem !== undefined) return problem;
  const { credentials } = PROVIDERS[agent.provider].environment;
  if (credentials.some((key) => env[key]) || existsSync(join(homedir(), LOGIN[name]))) return undefined;
  return `no account: set ${credentials[0]}, or log in with \`${name}\`. To ask it anyway: --judge ${name}`;
}

/** Returns planted results of all languages, half of them bad. */
export function someResults(count: number): Planted[] {
  const spread = (bad: boolean, most: number) => {
    const all = first.filter((one) => one.bad === bad);
    return Array.from({ length: most }, (_, n) => all[Math.floor((n * all.length) / most)]!);
  };
  return [...spread(true, Math.ceil(count / 2)), ...spread(false, Math.floor(count / 2))];
}

/** Asks a judge about a result as a run's check does: read-only, in a folder with exactly the files of the result. */
export async function askAbout(name: JudgeName, planted: Planted, seconds: number): Promise<Answered> {
  // Not in the temporary folder: Codex hides some of these.
  const root = mkdtempSync(join(homedir(), '.backlog-judge-trial-'));
  try {
    const folder = join(root, 'tree');
    writeTree(folder, planted);
    const parts = [];
    for (const [n, text] of questionsAbout(planted).entries()) {
      const question = join(root, `question-${n}.md`);
      writeFileSync(question, text);
      const said = await answerTo(name, question, { folder, seconds });
      if ('why' in said) return { planted, said: 'no answer', why: said.why };
      parts.push(verdictsIn(said.text, ['c1']));
    }
    const [verdict] = combineVerdicts(parts, ['c1']);
    const { why } = judgeOutcome([verdict!], parts.flat().length > 0);
    return { planted, said: parts.flat().length > 0 ? verdict!.verdict : 'no answer', why };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function answerTo(name: JudgeName, question: string, { folder, seconds }: { folder: string; seconds: number }) {
  const agent = BUILT_IN.find((one) => one.name === name)!;
  const provider = PROVIDERS[agent.provider];
  const env = agentEnvironment(process.env, { provider, run: 'trial', store: folder });
  const asked = questionTo(approvedHere(agent), question, { env, cwd: folder });
  if ('why' in asked) return asked;
  const { launch, onLine, onError } = asked;
  const end = await runCommand({
    command: [launch.file, ...launch.args],
    ...{ cwd: folder, env: launch.env, stdin: launch.stdin, onLine, onError },
    timeoutMs: seconds * 1_000,
  });
  return end.ended === 'exited' ? asked.answer(end) : { why: end.text };
}

function writeTree(folder: string, { project, edits }: Planted): void {
  const files = new Map(Object.entries(projects[project].files));
  for (const { path, after } of apply(projects[project], edits))
    if (after === undefined) files.delete(path);
    else files.set(path, after);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
