import { readdirSync, readFileSync } from 'node:fs';

/** A part of a soak: test files that run again and again with new seeds. */
export interface Part {
  name: string;
  /** This part's share of the time, relative to the shares of other parts. */
  share: number;
  /** Number of cases as a multiple of the number in `npm test`. A round should take from a few seconds to a minute. */
  volume: number;
  /** Arguments by which vitest selects files. */
  files: readonly string[];
}

const UPDATES = 'test/plugin/updates.test.ts';
const NODES = 'test/plugin/nodes.test.ts';
const GATEWAY = 'test/store/s3-gateway.test.ts';
const MOVE = 'test/store/move.test.ts';
const MACHINES = ['machines', 'partition', 'plants'].map((name) => `test/machines/${name}.test.ts`);
const SCHEDULES = 'test/store/simulation/postgres.test.ts';
const isOfClients = (file: string) => file.startsWith('test/e2e/');

/** What a test file has with tests or cases that only a soak runs: test/support/seed.ts, soak-test.ts, test/e2e/support. */
const OF_A_SOAK = /\bdescribeClients\(|\bwhyNoPerson\(|soak-test|\bIS_SOAK\b|\bruns\([^()]+, /;

/** Files with tests that only a soak runs. */
const LEFT = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((file) => file.endsWith('.test.ts') && OF_A_SOAK.test(readFileSync(file, 'utf8')))
  .sort();

/** Folders whose cases that `npm test` omits are a part of their own. */
const LONG_FOLDERS = ['board', 'interfaces', 'runs', 'store'];
const OF_OTHER_PARTS = [UPDATES, NODES, GATEWAY, MOVE, SCHEDULES, ...MACHINES];

function longPart(name: string, isOfPart: (file: string) => boolean): Part {
  const files = LEFT.filter((file) => !isOfClients(file) && !OF_OTHER_PARTS.includes(file) && isOfPart(file));
  return { name: `long-${name}`, share: 1, volume: 1, files };
}

export const PARTS: readonly Part[] = [
  {
    name: 'simulation',
    share: 3,
    volume: 3,
    files: ['protocol', 'filesystem', 'checker', 'floor'].map((name) => `test/store/simulation/${name}.test.ts`),
  },
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
  // 40 random queues through every format that can be imported and exported, and 40 through Taskwarrior itself.
  { name: 'exports', share: 2, volume: 20, files: ['test/sources/rests.test.ts'] },
  // 2,000 sequences of commits, each with pages that show the changes.
  { name: 'pages', share: 1, volume: 100, files: ['test/commands/followed.test.ts'] },
  // 20,000 calls of the HTTP API.
  { name: 'requests', share: 2, volume: 20, files: ['test/web/fuzz.test.ts'] },
  // 200 queues per round.
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
  // Ceph's gateway, which the tests start, and every step at which a move can be killed.
  { name: 's3', share: 1, volume: 1, files: [GATEWAY, MOVE] },
  // 20,000 schedules on a server.
  { name: 'schedules', share: 1, volume: 1, files: [SCHEDULES] },
  // Ten minutes on each server that is installed, on three machines that differ in network, clock, boot and name.
  { name: 'machines', share: 1, volume: 1, files: MACHINES },
  // Edits of both sides of GitHub and Jira, with kills, and faults at each request: 600 plays of 60 steps over HTTP, and
  // 10,000 short ones in memory. The files have their own numbers for a soak.
  { name: 'services', share: 2, volume: 1, files: ['test/work/services'] },
  // The long parts come last. The next one has an orchestrator with 24 tasks and kills processes 70 times.
  { name: 'fleet', share: 2, volume: 8, files: ['test/runs/fleet.test.ts'] },
  // 20 merges with a remote and a forge that reject pushes and pull requests.
  { name: 'pushes', share: 3, volume: 5, files: ['test/runs/outgoing/faults.test.ts'] },
  // Replaces every earlier version of Backlog while its server runs.
  { name: 'updates', share: 1, volume: 1, files: [UPDATES] },
  // The demo and smoke tests on Node 22, 24 and 26, which npm installs.
  { name: 'nodes', share: 1, volume: 1, files: [NODES] },
  // The cases that `npm test` omits, except those with real clients.
  ...LONG_FOLDERS.map((folder) => longPart(folder, (file) => file.startsWith(`test/${folder}/`))),
  longPart('others', (file) => !LONG_FOLDERS.some((folder) => file.startsWith(`test/${folder}/`))),
  // The cases with real clients, including two versions of Claude Code.
  { name: 'clients', share: 3, volume: 1, files: LEFT.filter(isOfClients) },
];
