import { present } from '../../base/present.ts';
import { approved } from '../../work/config/approval.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { RunsPlace } from '../git/index.ts';
import type { CommandRun } from '../process/run-command.ts';
import { runSettings } from '../run-settings.ts';
import { createDenials } from './denials.ts';
import { enterSandbox, type NotContained } from './enter.ts';
import { repositoryNeeds } from './needs.ts';
import { isTaskFromOutside } from './outside-task.ts';
import { rulesOfCheck } from './rules.ts';

type Line = Pick<CommandRun, 'command' | 'env' | 'asks'>;

/** A line, with further files that it reads. */
type LineToContain = Line & { reads?: readonly string[] };

/** A line that is perhaps inside a sandbox. */
export interface PossiblyContained extends Line {
  /** Receives each line of output. */
  heard?(line: string): void;
  /** Returns what was denied so far. */
  denied?(): string[];
  /** Ends the sandbox. */
  leave?(): Promise<void>;
}

/**
 * Contains a check or the setup command if its settings say so.
 * @param name the name of the check, or `setup`
 * @param folder the folder with the files. Its git folder is next to it.
 */
export type ContainLines = (
  name: string,
  line: LineToContain,
  folder: string,
) => Promise<PossiblyContained | NotContained>;

/** Such a program works with what an agent wrote from text of people whom nobody trusts. */
export const OPEN_OUTSIDE: NotContained = {
  why: 'its settings say off, and the task has text from outside',
  hint: 'Accept the task, or `backlog setting set runs.sandbox worktree`.',
};

/** Whose lines they are. */
export interface LinesOf {
  /** Receives a sentence about each denial. */
  step(text: string): void;
  /** The uuid of the run's task; undefined for lines of no task, or of a result that a person approved. */
  task?: string | undefined;
}

export function containLines(
  { store }: Pick<Context, 'store'>,
  place: RunsPlace,
  { step, task }: LinesOf,
): ContainLines {
  return async (name, { command, env, reads = [] }, folder) => {
    const { name: repository } = place.repository;
    const rules = approved(store, (state) => rulesOfCheck(state, name, repository));
    const outside = isTaskFromOutside(store.state, task);
    if (rules.mode === 'off') return outside ? OPEN_OUTSIDE : { command, env };
    const [file = '', ...args] = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
    const denials = createDenials((what) => step(`the sandbox denied ${name}: ${what}`));
    const needs = repositoryNeeds(place, store.dir, runSettings(store.state, repository).link);
    const entered = await enterSandbox(
      { file, args, env: { ...env }, stdin: '', stdinStaysOpen: false },
      {
        ...needs,
        reads: [...needs.reads, ...reads],
        ...{ rules, folder, env, servers: [], outside, denied: denials.add, narrowed: step },
      },
    );
    if ('why' in entered) return entered;
    const { launch, leave } = entered;
    return {
      command: [launch.file, ...launch.args],
      env: launch.env,
      ...present({ asks: launch.asks }),
      heard: denials.heard,
      denied: () => denials.list([]),
      leave,
    };
  };
}
