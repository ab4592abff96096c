import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { NEEDS_SANDBOX } from '../../support/needs-sandbox.ts';
import { soak } from '../../support/soak-test.ts';
import { attacked } from './attacked.ts';
import { ATTACKS } from './attacks.ts';

const plugin = builtPlugin();

/** Rows that do no harm without a sandbox either, and why that is so. */
const HARMLESS_OPEN = new Set([
  'its own environment', // The environment is an allow-list.
  'the folder of the first process', // It is not that of the agent's machine in a container.
  'its approval', // The rights of a run refuse these.
  'another task',
  'a setting',
  'a command of the server',
  'a request through the proxy', // There is no proxy.
  'a tunnel through the proxy',
  'a tunnel with a port of its own',
  'a request with a false host',
  'a request over IPv6', // The listener has an address of IPv4.
  // A machine can forbid debuggers (Yama, containers), write core files elsewhere, or keep them by a service.
  'the memory of its parent',
  'the memory of another process',
  'a debugger at another process',
  'the core file of a crash',
  'a tunnel to a name in capitals with a dot',
  'the metadata of the cloud, through the proxy',
]);

describe('attacks of an agent', NEEDS_SANDBOX, () => {
  test(`do no harm in a sandbox (${ATTACKS.length} of them)`, async () => {
    const { harmful, place, id } = await attacked(plugin.supervisor, 'worktree');
    expect(harmful).toEqual([]);
    // What is known of them is in the log and in the review.
    const log = readFileSync(join(place.store, 'runs', id, 'events.ndjson'), 'utf8');
    const review = await place.text('run_show', { run: id });
    const { denied = [] } = (await place.now(id)).sandbox ?? {};
    const proxied = ['127.0.0.1', 'LOCALHOST.', '169.254.169.254'].map((host) =>
      expect.stringContaining(`network ${host}:`),
    );
    expect(denied).toEqual(expect.arrayContaining([...proxied, 'queue: the tool run_approve']));
    for (const what of denied) expect([what, log.includes(what)]).toEqual([what, true]);
    expect(review).toContain('denied by the sandbox: ');
  });

  soak('do harm without one, so that each row shows something', async () => {
    const { harmful } = await attacked(plugin.supervisor, 'off');
    expect(harmful.length).toBeGreaterThan(40);
    expect(ATTACKS.map(([name]) => name).filter((name) => !harmful.includes(name) && !HARMLESS_OPEN.has(name))).toEqual(
      [],
    );
  });
});
