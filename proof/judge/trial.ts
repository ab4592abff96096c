import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { combineVerdicts, judgeOutcome, verdictsIn } from '../../src/domain/runs/answers/verdicts.ts';
import { askAgent } from '../../src/runs/agents/ask-agent.ts';
import { judgeProblem } from '../../src/runs/agents/judges.ts';
import { PROVIDERS } from '../../src/runs/providers/index.ts';
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

/** The one criterion of each planted task. */
const CRITERIA = [{ id: 'c1', text: 'the work is done' }];

/** Asks a judge about a result as a run's check does: read-only, in a folder with exactly the files of the result. */
export async function askAbout(name: JudgeName, planted: Planted, seconds: number): Promise<Answered> {
  // Not in the temporary folder: Codex hides some of these.
  const root = mkdtempSync(join(homedir(), '.backlog-judge-trial-'));
  try {
    const folder = join(root, 'tree');
    writeTree(folder, planted);
    const parts = [];
    for (const question of questionsAbout(planted)) {
      const said = await answerTo(name, question, { folder, seconds });
      if ('why' in said) return { planted, said: 'no answer', why: said.why };
      parts.push(verdictsIn(said.text, CRITERIA));
    }
    const [verdict] = combineVerdicts(parts, CRITERIA);
    const spoke = parts.some(({ size }) => size > 0);
    const { why } = judgeOutcome([verdict!], spoke);
    return { planted, said: spoke ? verdict!.verdict : 'no answer', why };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function answerTo(name: JudgeName, question: string, { folder, seconds }: { folder: string; seconds: number }) {
  const agent = BUILT_IN.find((one) => one.name === name)!;
  const { last, why } = await askAgent(
    approvedHere(agent),
    { question, file: 'answer.txt' },
    {
      ...{ folder, output: dirname(folder), commit: '', env: process.env, run: 'trial', store: folder },
      timeoutMs: seconds * 1_000,
    },
  );
  return why === undefined ? { text: last } : { why };
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
