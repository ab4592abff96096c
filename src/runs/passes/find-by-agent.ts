import { dollars as dollarsText } from '../../base/amounts.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { readCandidates } from '../../domain/inbox/candidates.ts';
import { jsonLinesIn, passPrompt } from '../../text/runs/pass-prompt.ts';
import { agentNamed } from '../../work/agents/known-agents.ts';
import { PASS_LIMITS, type Pass } from '../../work/passes/read-pass.ts';
import { askInCommit } from '../agents/ask-in-commit.ts';
import { PROVIDERS } from '../providers/index.ts';
import { type Asked, firstCandidates, type ProgramFindings, withScopes } from './find-by-program.ts';

/** Lets an agent look for work in a copy of the target branch, and reads its answer as candidates. */
export async function findByAgent(asked: Asked, pass: Pass): Promise<ProgramFindings> {
  const { name, paths, proposes, most, dollars, turns } = pass;
  const { said, why, costUsd, unpriced } = await askInCommit(asked, {
    ...{ agent: pass.agent!, name: `pass-${name}`, prompt: passPrompt(pass), turns },
    limit: { usd: dollars, says: `dollars of the pass is ${dollarsText(dollars)}` },
    minutes: pass.minutes ?? PASS_LIMITS.minutes.usual,
  });
  const { candidates, bad } = readCandidates(jsonLinesIn(said), { types: proposes, paths });
  const { ask } = PROVIDERS[agentNamed(asked.context.store.state, pass.agent!).provider];
  const next =
    why &&
    (ask ? why : `${sentence(why)} Name the program in the pass instead of the agent: \`program: [node, find.mjs]\``);
  const first = firstCandidates({ candidates, ...present({ why: next }) });
  return { ...withScopes(first, bad, asked.context), most, ...present({ costUsd, unpriced }) };
}
