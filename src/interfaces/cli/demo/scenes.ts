import { AGENT_FILE } from './scripted-agent.ts';

/** A line that a person would type: the words after `backlog`, or the words of a git command. */
export type SceneLine = { backlog: readonly string[] } | { git: readonly string[] };

export interface Scene {
  says: string;
  lines: readonly SceneLine[];
  /** The state that both runs reach before the scene begins. */
  after?: 'review' | 'merged';
}

/** File of the plan that the first scene imports. */
export const PLAN_FILE = '../plan.md';

export const PLAN = `# Plan

- [ ] #1 Add up the cart
  - priority: H
  - scope: cart.js, cart.test.js
  - acceptance:
    - [ ] three of a thing cost three times as much
- [ ] #2 Check the password
  - scope: login.js, login.test.js
- [ ] #3 Write the release notes
  - depends: #1, #2
  - scope: NOTES.md
`;

export const RUNS = ['r1', 'r2'] as const;

const backlog = (...words: string[]): SceneLine => ({ backlog: words });

/** Returns the scenes of the demo, in which an agent does two of three tasks. Without a name, the script is the agent. */
export function scenes(agent: string | undefined): Scene[] {
  const name = agent ?? 'helper';
  const argv = JSON.stringify(['node', AGENT_FILE]);
  const adds = agent === undefined ? [backlog('agent', 'add', name, '--provider', 'command', '--argv', argv)] : [];
  return [
    {
      says: 'A plan of three tasks. The first two can run in parallel. They block the third.',
      lines: [backlog('import', PLAN_FILE), backlog('list', '--graph')],
    },
    {
      says: `A check that every result has to pass${agent === undefined ? ', and a script as the agent' : ''}.`,
      lines: [backlog('setting', 'set', 'checks.unit', 'node --test'), ...adds],
    },
    {
      says: 'Two agents start, each in a git worktree of its own. Your checkout stays as it is.',
      lines: [backlog('run', '1,2', '--agent', name)],
    },
    {
      after: 'review',
      says:
        agent === undefined
          ? 'The first result of r1 failed its check. Backlog returned it to the agent, which fixed it.'
          : 'A result that fails its check returns to its agent. These results passed.',
      lines: [backlog('run', 'events', 'r1'), backlog('run', 'list')],
    },
    {
      says: 'You review: criteria with evidence, checks, the diff.',
      lines: [backlog('review', 'r1'), backlog('diff', 'r1')],
    },
    {
      says: 'You approve. Backlog runs the check again on the merged files, and then moves your branch.',
      lines: RUNS.map((run) => backlog('approve', run)),
    },
    {
      after: 'merged',
      says: 'Both results are on your branch, and the third task is ready.',
      lines: [{ git: ['log', '--format=%s'] }, backlog('list')],
    },
  ];
}
