import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { Observed } from '../../domain/runs/effects.ts';
import { approved } from '../../work/config/approval.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { RunsPlace } from '../git/index.ts';
import type { CommandRun } from '../process/run-command.ts';
import { runSettings } from '../run-settings.ts';
import { createDenials } from './denials.ts';
import { enterSandbox, type NotContained } from './enter.ts';
import { repositoryNeeds } from './needs.ts';
import { isTaskFromOutside } from './outside-task.ts';
import { containing, rulesOfCheck } from './rules.ts';

type Line = Pick<CommandRun, 'command' | 'env' | 'bounds'>;

/** A line, with further files that it reads. */
type LineToContain = Line & { reads?: readonly string[] };

/** A line that is perhaps inside a sandbox. */
export interface PossiblyContained extends Line {
  /** Why a sandbox that no setting asks for may be the reason of its failure. */
  maybe?: string;
  /** Receives each line of output. */
  heard?(line: string): void;
  /** Returns what the line did, or why that isn't known. Only if its effects are observed. Call it before `leave`. */
  effects?(): Observed;
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
  /** True if a rule may merge the result: then the lines are contained and observed where this machine can. */
  observed?: boolean;
  /** The uuid of the run's task; undefined for lines of no task, or of a result that a person approved. */
  task?: string | undefined;
}

export function containLines(
  { store }: Pick<Context, 'store'>,
  place: RunsPlace,
  { step, task, observed = false }: LinesOf,
): ContainLines {
  return async (name, { command, env, reads = [] }, folder) => {
    const { name: repository } = place.repository;
    const rules = approved(store, (state) => containing(rulesOfCheck(state, name, repository), observed));
    const outside = isTaskFromOutside(store.state, task);
    const open = (why: string) => ({ command, env, ...(observed ? { effects: () => ({ why }) } : {}) });
    if (rules === undefined) return outside ? OPEN_OUTSIDE : open('the settings say `runs.sandbox off`');
    const [file = '', ...args] = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
    const denials = createDenials((what) => step(`the sandbox denied ${name}: ${what}`));
    const needs = repositoryNeeds(place, store.dir, runSettings(store.state, repository).link);
    const entered = await enterSandbox(
      { file, args, env: { ...env }, stdin: '', stdinStaysOpen: false },
      {
        ...needs,
        reads: [...needs.reads, ...reads],
        ...{ rules, folder, env, servers: [], outside, denied: denials.add, narrowed: step },
        ...(observed ? { observed: { apart: [place.repository.folder] } } : {}),
      },
    );
    if ('why' in entered) return rules.isSet || outside ? entered : open(entered.why);
    const { launch, leave, effects } = entered;
    return {
      command: [launch.file, ...launch.args],
      env: launch.env,
      ...present({ bounds: launch.bounds }),
      heard: denials.heard,
      denied: () => denials.list([]),
      leave,
      ...present({ effects }),
      ...(rules.isSet || rules.network.length > 0 ? {} : { maybe: withoutNetwork(name) }),
    };
  };
}

/** Says why a line that no setting contains ran without a network, and how a person allows one. */
const withoutNetwork = (name: string): string =>
  `rules merge results, so it ran in a sandbox without a network. To allow one: \`backlog setting set ${shellWord(`runs.network.${name}`)} DOMAIN\``;
