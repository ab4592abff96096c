import type { Run } from '../../domain/records.ts';
import { isLive, isOver, occupies } from '../../domain/runs/run-states.ts';
import type { ActName } from './run-commands.ts';
import { allows, type Verb } from './transitions.ts';

type Applies = (run: Run) => boolean;

const by =
  (...verbs: Verb[]): Applies =>
  (run) =>
    verbs.some((verb) => allows(verb, run));

/** The states in which each action can apply to a run. The action itself checks the rest. */
const APPLIES: Readonly<Record<ActName, Applies>> = {
  approve: by('approve'),
  merge_now: by('approve', 'merge'),
  request_changes: by('request_changes'),
  adopt: by('adopt'),
  // The agent of an active run goes on while its question is open.
  answer: (run) => run.state === 'asking' || isLive(run.state),
  message: ({ state }) => isLive(state),
  stop: by('stop'),
  resume: by('resume'),
  retry: (run) => run.state === 'discarded' || allows('discard', run),
  discard: by('discard'),
  handoff: by('hand_off'),
  merged: by('find'),
  push: ({ outgoing, merged }) => outgoing !== undefined || merged !== undefined,
  clean: ({ state, cleaned }) => cleaned === undefined && (isOver(state) || !occupies(state)),
};

/** Returns the test whether a command can apply to a run. Undefined for commands that read: these apply to each run. */
export function appliesTo(command: string): Applies | undefined {
  const name = command.replace(/^run_/, '');
  return command !== name && Object.hasOwn(APPLIES, name) ? APPLIES[name as ActName] : undefined;
}
