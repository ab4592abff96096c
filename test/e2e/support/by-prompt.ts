import { say } from './reply.ts';
import type { Script } from './scripted-model.ts';

/** A model that goes through the steps of a prompt, found by words in it; beyond its last step it is done. */
export function byPrompt(scripts: Readonly<Record<string, readonly Script[]>>): Script {
  return (turn) => {
    const found = Object.entries(scripts).find(([words]) => turn.prompt.includes(words));
    if (!found) throw new Error(`no script for the prompt ${JSON.stringify(turn.prompt.slice(0, 200))}`);
    return found[1][turn.step]?.(turn) ?? say('done');
  };
}
