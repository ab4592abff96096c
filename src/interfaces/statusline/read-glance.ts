import { ownActor } from '../../domain/own-actors.ts';
import { type Glance, glanceOf } from '../../report/now/glance.ts';
import { situationIn } from '../../runs/view/situation.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { openWorkspace } from '../../work/workspace/open.ts';

/** The queue's folder, environment and time of a call. */
export interface GlanceQuestion {
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds since the epoch. */
  now: number;
}

/** The caller of a view that changes nothing. */
const NOBODY: Caller = { actor: ownActor('statusline'), holder: '' };

/**
 * Reads the queue of a folder for a glance.
 * @throws BacklogError for a damaged queue or a newer format
 */
export async function readGlance({ folder, env, now }: GlanceQuestion): Promise<{ glance: Glance; seq: number }> {
  const opened = await openWorkspace({ cwd: folder, env, now: () => now, store: { lazy: true } });
  try {
    const context = opened.context(NOBODY);
    const { state, tail } = opened.store;
    const glance = glanceOf(situationIn(context), context.facts());
    return { glance: tail === null ? glance : { ...glance, damaged: true }, seq: state.seq };
  } finally {
    await opened.close();
  }
}
