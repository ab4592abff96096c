import { present } from '../../base/present.ts';
import { readCandidates } from '../../domain/inbox/candidates.ts';
import { jsonLinesIn, passPrompt } from '../../text/runs/pass-prompt.ts';
import { PASS_LIMITS, type Pass } from '../../work/passes/read-pass.ts';
import { askReadOnly } from '../agents/ask-read-only.ts';
import { type Asked, type Looked, withScopes } from './find-by-program.ts';

/** Lets an agent look for work in a copy of the target branch, and reads its answer as candidates. */
export async function findByAgent(asked: Asked, pass: Pass): Promise<Looked> {
  const { name, paths, proposes, most, dollars, turns } = pass;
  const { text, why, costUsd } = await askReadOnly(asked, {
    ...{ agent: pass.agent!, name: `pass-${name}`, prompt: passPrompt(pass), paths, dollars, turns },
    minutes: pass.minutes ?? PASS_LIMITS.minutes.usual,
  });
  const { candidates, bad } = readCandidates(jsonLinesIn(text), { types: proposes, paths });
  return { ...withScopes(candidates, bad, asked.context), most, ...present({ why, costUsd }) };
}
