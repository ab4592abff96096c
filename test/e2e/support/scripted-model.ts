import { onTestFinished } from 'vitest';
import { openModel, type ScriptedModel } from './model-server.ts';

export type { Script, ScriptedModel, Turn } from './model-server.ts';

/** A scripted model until the test has finished. A script that threw and a subagent without a script fail the test. */
export async function startModel(): Promise<ScriptedModel> {
  const model = await openModel();
  onTestFinished(async () => {
    await model.close();
    if (model.problems.length > 0) throw new Error(`the scripted model:\n${model.problems.join('\n')}`);
  });
  return model;
}
