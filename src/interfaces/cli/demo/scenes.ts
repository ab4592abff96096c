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

/** File of the program that stands in for a coding agent, in the demo's repository. */
export const AGENT_FILE = 'agent.mjs';

/**
 * The program. It reads its prompt, writes files in its worktree, and corrects its work after a failed check. It is a
 * text, because a run starts it as a program of the demo's repository.
 */
export const AGENT_SCRIPT = `// Stands in for a coding agent.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const { BACKLOG_PROMPT_FILE, BACKLOG_TASK_ID } = process.env;
const prompt = readFileSync(BACKLOG_PROMPT_FILE, 'utf8');
const failed = prompt.includes('failed these checks');

console.log(BACKLOG_TASK_ID === '1' ? cart() : login());

function cart() {
  // The first version ignores the number of items, so that its check fails.
  const price = failed ? 'item.price * item.count' : 'item.price';
  writeFileSync('cart.js', \`export const total = (items) => items.reduce((sum, item) => sum + \${price}, 0);\\n\`);
  writeFileSync(
    'cart.test.js',
    test('three of a thing', "import { total } from './cart.js';", 'assert.equal(total([{ price: 2, count: 3 }]), 6)'),
  );
  if (failed) execFileSync('backlog', ['annotate', BACKLOG_TASK_ID, '--criterion', '1', 'node --test: 3 of 2 cost 6']);
  return failed ? 'I had forgotten the number of items. The sum counts them now.' : 'The cart adds up its prices.';
}

function login() {
  writeFileSync('login.js', 'export const login = (given, stored) => given === stored;\\n');
  writeFileSync(
    'login.test.js',
    test('another password', "import { login } from './login.js';", "assert.equal(login('a', 'b'), false)"),
  );
  return 'Only the stored password logs in.';
}

function test(name, imported, assertion) {
  return \`import assert from 'node:assert';\\nimport test from 'node:test';\\n\${imported}\\n\\ntest('\${name}', () => \${assertion});\\n\`;
}
`;
