import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepareStore, storeAddress } from '../../../src/store/index.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { tempFolder } from '../../support/folder.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { openPostgres } from '../../support/postgres-server.ts';

describe('an outage of a server', NEEDS_POSTGRES, () => {
  test('is noted by a command that fails in it: the next one ends no claim that nobody could renew', async () => {
    const server = await openPostgres();
    const [cwd, home] = [tempFolder('project'), tempFolder('home')];
    mkdirSync(home, { recursive: true });
    const env = { BACKLOG_HOME: home, BACKLOG_STORE: server.address('web'), TZ: 'UTC' };
    await prepareStore(storeAddress(env.BACKLOG_STORE));
    const open = () => openWorkspace({ cwd, env, store: { validate: validateRecord } });
    const first = await open();
    const { dir } = await first.make();
    await first.close();
    await server.end();
    await expect(open()).rejects.toMatchObject({ data: { passing: true } });
    expect(JSON.parse(readFileSync(join(dir, 'seen.json'), 'utf8'))).toMatchObject({
      outages: [[expect.any(Number), expect.any(Number)]],
    });
  });
});
