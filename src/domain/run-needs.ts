import type { Run } from './records.ts';

/** What a run needs from a person although its state does not say so. */
export interface RunNeed {
  /** `unsent`: a push or a pull request failed. `unfound`: its commit cannot be found in its target any more. */
  what: 'unsent' | 'unfound';
  text: string;
  /** The next command, by its name. */
  next: string;
}

/** Asked by every view that lists what needs attention. */
export function needOf({ id, outgoing, unfound }: Pick<Run, 'id' | 'outgoing' | 'unfound'>): RunNeed | undefined {
  if (outgoing?.failed !== undefined)
    return { what: 'unsent', text: outgoing.failed, next: `run_push ${id} tries it again at once` };
  if (unfound)
    return {
      what: 'unfound',
      text: unfound.text,
      next: `run_merged ${id} if its work is in there; else open its task again`,
    };
  return undefined;
}
