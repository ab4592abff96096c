import { BacklogError } from '../../../domain/errors.ts';
import type { Lost } from './agent-view.ts';
import type { Rescued } from './rescue.ts';

/** The error for an agent's HEAD that does not descend from the start commit. A rescue has kept the agent's work. */
export class HistoryLost extends BacklogError {
  readonly lost: Lost;
  readonly rescued: Rescued;

  constructor(id: string, lost: Lost, rescued: Rescued) {
    super('conflict', `${id} has no result: ${LOST_WORDS[lost]}`, {
      hint: rescued.refs[0]
        ? `The work is kept under ${rescued.refs[0].name}. Start the task again.`
        : 'There was no work to keep. Start the task again.',
      data: { lost, rescue: rescued.n },
    });
    this.lost = lost;
    this.rescued = rescued;
  }
}

const LOST_WORDS: Record<Lost, string> = {
  'not-descended': 'the agent moved its branch to a commit that does not descend from the start commit',
  'no-commit': 'the agent is on a branch without a commit',
  replaced: 'the agent replaced .git with another repository',
  'no-tree': 'the agent deleted its worktree',
  damaged: 'the agent destroyed its git folder',
};
