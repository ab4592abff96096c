/** One part of a soak: test files that run again and again with fresh seeds. */
export interface Part {
  name: string;
  /** Of the time, in relation to the others. */
  share: number;
  /** How many times as many cases as in `npm test`; a round should take from some seconds to a minute. */
  volume: number;
  /** What vitest is given to choose files by. */
  files: readonly string[];
}

export const PARTS: readonly Part[] = [
  { name: 'simulation', share: 3, volume: 3, files: ['test/store/simulation'] },
  {
    name: 'kills',
    share: 3,
    volume: 3,
    files: ['test/store/processes.test.ts', 'test/processes/endings.test.ts', 'test/processes/leaving.test.ts'],
  },
  {
    name: 'races',
    share: 2,
    volume: 5,
    files: ['test/processes/winners.test.ts', 'test/processes/scopes.test.ts', 'test/processes/parallel.test.ts'],
  },
  {
    name: 'runs',
    share: 3,
    volume: 4,
    files: ['test/runs/kills.test.ts', 'test/runs/kills-callers.test.ts', 'test/runs/git/landing-kill.test.ts'],
  },
  // 24 tasks of an orchestrator with 70 kills.
  { name: 'fleet', share: 2, volume: 8, files: ['test/runs/fleet.test.ts'] },
  // 20 landings with a remote and a forge that refuse.
  { name: 'pushes', share: 3, volume: 5, files: ['test/runs/outgoing/faults.test.ts'] },
  // Both versions of Claude Code, where `npm test` has time for the newer one only, and what they do by themselves.
  {
    name: 'clients',
    share: 1,
    volume: 1,
    files: [
      'test/e2e/agent-ends.test.ts',
      'test/e2e/connect.test.ts',
      'test/e2e/demo-claude.test.ts',
      'test/e2e/install.test.ts',
      'test/e2e/runs-codex.test.ts',
      'test/e2e/terminal-day.test.ts',
      'test/e2e/server-hooks.test.ts',
      'test/e2e/session.test.ts',
      'test/e2e/sessions-go-on.test.ts',
      'test/e2e/mirror.test.ts',
      'test/e2e/harness.test.ts',
      'test/e2e/interactive.test.ts',
      'test/e2e/run-skills.test.ts',
      'test/e2e/queue-skills.test.ts',
      'test/e2e/runs-claude.test.ts',
      'test/e2e/runs-clients.test.ts',
      'test/e2e/skills.test.ts',
      'test/e2e/subagents.test.ts',
      'test/e2e/two-terminals.test.ts',
    ],
  },
  // The whole suite, with what `npm test` has no time for.
  { name: 'suite', share: 6, volume: 1, files: ['test/'] },
  // Every build of the history in the place of one whose server lives.
  { name: 'updates', share: 1, volume: 1, files: ['test/plugin/updates.test.ts'] },
  // Every content in every folder.
  { name: 'clones', share: 1, volume: 5, files: ['test/processes/clones.test.ts'] },
  { name: 'proof', share: 2, volume: 2, files: ['test/proof'] },
  {
    name: 'fuzz',
    share: 2,
    volume: 4,
    files: [
      'test/filter/properties.test.ts',
      'test/filter/parser.test.ts',
      'test/interfaces/hooks/nonsense.test.ts',
      'test/interfaces/hooks/mirror.test.ts',
    ],
  },
  // 40 random queues through every format that is written and read, and 40 through Taskwarrior itself.
  { name: 'exports', share: 2, volume: 20, files: ['test/sources/rests.test.ts'] },
  // 2,000 sequences of commits before pages that follow.
  { name: 'pages', share: 1, volume: 100, files: ['test/commands/followed.test.ts'] },
  // 20,000 calls of the HTTP API.
  { name: 'requests', share: 2, volume: 20, files: ['test/interfaces/web/fuzz.test.ts'] },
  // 200 queues a round, 2,000 in ten.
  { name: 'situation', share: 1, volume: 8, files: ['test/report/situation.test.ts'] },
  {
    name: 'properties',
    share: 2,
    volume: 4,
    files: [
      'test/claims',
      'test/domain',
      'test/time',
      'test/store/change.test.ts',
      'test/store/lazy.test.ts',
      'test/filter/sort.test.ts',
    ],
  },
];
