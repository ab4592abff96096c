import { describe, expect, test } from 'vitest';
import { EXPERIMENTS, type ExperimentName, isSound, play } from '../../proof/proof.ts';
import { addressBeside } from '../../proof/queue.ts';
import { TASKWARRIOR_NAMES } from '../../proof/tools.ts';
import { storeAddress } from '../../src/store/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { IS_SOAK, runs } from '../support/seed.ts';

test.each([
  ['postgres://ada@db/work', 'postgres://ada@db/work?store=proof'],
  ['postgres://ada@db/work?sslmode=require&store=team', 'postgres://ada@db/work?sslmode=require&store=proof'],
  ['s3://bucket', 's3://bucket/proof'],
  ['s3://bucket/team?region=eu-west-1', 's3://bucket/team/proof?region=eu-west-1'],
])('the queue of an experiment is beside %s', (address, beside) => {
  expect(addressBeside(storeAddress(address), 'proof')).toBe(beside);
});

const SERVERS = ['PostgreSQL', 'S3'] as const;
const names = Object.keys(EXPERIMENTS) as ExperimentName[];

describe.runIf(IS_SOAK)('the proof', () => {
  const plugin = builtPlugin();

  test.each(SERVERS.flatMap((server) => names.map((name) => [server, name] as const)))(
    'on %s, %s finds nothing wrong with our server and leaves nothing behind',
    async (server, name) => {
      const service = fakeS3();
      service.buckets.set('work', new Map());
      const [database, s3] = [
        server === 'PostgreSQL' && hasPostgres ? await startPostgres() : undefined,
        await startS3(service),
      ];
      const before = { ...process.env };
      Object.assign(process.env, s3.env);
      try {
        const store = database?.address() ?? s3.address('work/team');
        const subject = { command: [process.execPath, plugin.server], tools: TASKWARRIOR_NAMES, env: {}, store };
        const result = await play(name, { subject, players: 4, scale: runs(2) / 10, seed: 1 });
        expect(isSound(result), JSON.stringify(result)).toBe(true);
        expect(result).toMatchObject({ lost: 0, duplicated: 0 });
        expect([...service.buckets.get('work')!.keys()]).toEqual([]);
      } finally {
        for (const key of Object.keys(s3.env)) if (!(key in before)) delete process.env[key];
        await database?.end();
      }
    },
  );
});
