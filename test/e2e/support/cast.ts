import { type Script, type ScriptedModel, startModel } from './scripted-model.ts';

/** Who says what in a session. */
export interface Cast {
  main: Script;
  /** Text in a subagent's prompt -> what that subagent does. */
  agents?: Record<string, Script>;
  /** The client is killed when the model is asked for the message of this step. */
  killAtStep?: number;
}

/** A model that plays the cast, and the signal for the client, which comes at `killAtStep` or never. */
export async function startCast({ main, agents = {}, killAtStep }: Cast): Promise<{
  model: ScriptedModel;
  kill: Promise<NodeJS.Signals>;
}> {
  const model = await startModel();
  for (const [match, script] of Object.entries(agents)) model.agent(match, script);
  const kill = new Promise<NodeJS.Signals>((now) => {
    model.main((turn) => {
      if (turn.step === killAtStep) now('SIGKILL');
      return main(turn);
    });
  });
  return { model, kill };
}
