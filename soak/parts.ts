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

/** Maximum number of files of a numbered part. With more, its round can take longer than ten minutes on two cores. */
const MOST_FILES = 20;

const isOfClients = (file: string) => file.startsWith('test/e2e/');

/** What a test file has with tests or cases that only a soak runs: test/support/seed.ts, soak-test.ts, test/e2e/support. */
const OF_A_SOAK = /\bdescribeClients\(|\bwhyNoPerson\(|soak-test|\bIS_SOAK\b|\bruns\([^()]+, /;

const TEST_FILES = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((file) => file.endsWith('.test.ts'))
  .sort();

/** Files with tests that only a soak runs. */
const LEFT = TEST_FILES.filter((file) => OF_A_SOAK.test(readFileSync(file, 'utf8')));

const PLAYS = 'test/work/services/interleavings.test.ts';
const OF_SERVICES = TEST_FILES.filter((file) => file.startsWith('test/work/services/') && file !== PLAYS);

/** Parts with files of their own. */
const CHOSEN: readonly Part[] = [
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
  { name: 's3', share: 1, volume: 1, files: ['test/store/s3-gateway.test.ts', 'test/store/move.test.ts'] },
  // 20,000 schedules on a server.
  ...divide({ name: 'schedules', share: 1, volume: 1, files: ['test/store/simulation/postgres.test.ts'] }, 5),
  // Ten minutes on each server that is installed, on three machines that differ in network, clock, boot and name.
  {
    name: 'machines',
    share: 1,
    volume: 1,
    files: ['machines', 'partition', 'plants'].map((name) => `test/machines/${name}.test.ts`),
  },
  // Edits of both sides of GitHub and Jira, with kills, and faults at each request. The files have their own numbers for
  // a soak: 600 plays of 60 steps over HTTP, and 10,000 short ones in memory.
  ...cut({ name: 'services', share: 1, volume: 1, files: OF_SERVICES }),
  ...divide({ name: 'services-plays', share: 1, volume: 1, files: [PLAYS] }, 10),
  // The long parts come last. The next one has an orchestrator with 24 tasks and kills processes 70 times.
  { name: 'fleet', share: 2, volume: 8, files: ['test/runs/fleet.test.ts'] },
  // 20 merges with a remote and a forge that reject pushes and pull requests.
  { name: 'pushes', share: 3, volume: 5, files: ['test/runs/outgoing/faults.test.ts'] },
  // Replaces every earlier version of Backlog while its server runs.
  { name: 'updates', share: 1, volume: 1, files: ['test/plugin/updates.test.ts'] },
  // The demo and smoke tests on Node 22, 24 and 26, which npm installs.
  { name: 'nodes', share: 1, volume: 1, files: ['test/plugin/nodes.test.ts'] },
];

/** Folders whose cases that `npm test` omits are a part of their own. */
const LONG_FOLDERS = ['board', 'interfaces', 'runs', 'store'];
const isIn = (folder: string) => (file: string) => file.startsWith(`test/${folder}/`);

/** Returns the parts with the other files of a soak, except those with real clients. */
function longParts(name: string, isOfPart: (file: string) => boolean): Part[] {
  const chosen = CHOSEN.flatMap(({ files }) => files);
  const files = LEFT.filter((file) => !isOfClients(file) && isOfPart(file));
  const others = files.filter((file) => !chosen.some((argument) => file.startsWith(argument)));
  return cut({ name: `long-${name}`, share: 1, volume: 1, files: others });
}

export const PARTS: readonly Part[] = [
  ...CHOSEN,
  ...LONG_FOLDERS.flatMap((folder) => longParts(folder, isIn(folder))),
  ...longParts('others', (file) => !LONG_FOLDERS.some((folder) => isIn(folder)(file))),
  // The cases with real clients, including two versions of Claude Code.
  ...cut({ name: 'clients', share: 3, volume: 1, files: LEFT.filter(isOfClients) }),
];

/** Divides the cases of a part among numbered parts. They play different ones, because each round has its own seed. */
function divide({ name, share, volume, files }: Part, count: number): Part[] {
  return Array.from({ length: count }, (_, i) => {
    return { name: `${name}-${i + 1}`, share: share / count, volume: volume / count, files };
  });
}

/** Cuts the files of a part into numbered parts, each with a round of its own. Together they have the share of the part. */
function cut({ name, share, volume, files }: Part): Part[] {
  const count = Math.ceil(files.length / MOST_FILES);
  return Array.from({ length: count }, (_, i) => ({
    ...{ name: `${name}-${i + 1}`, share: share / count, volume },
    files: files.filter((_file, n) => n % count === i),
  }));
}
