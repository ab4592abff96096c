import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { QueueEntry } from '../../../src/runs/merge/entry.ts';
import { createRetryPolicy } from '../../../src/runs/merge/queue.ts';
import { git } from '../../support/git.ts';
import { stage } from '../git/stage.ts';

const batch = (commit = 'a') => [{ id: 'r1', verdict: { commit } }] as unknown as QueueEntry[];

test('what was tried in vain is tried again when the checkout, a branch or the batch changed, or after half a minute', async () => {
  const { user, place } = stage();
  let now = 0;
  const retries = createRetryPolicy({ now: () => now });
  expect(await retries.isPointless(batch(), place())).toBe(false);
  retries.failed(batch());
  expect(await retries.isPointless(batch(), place())).toBe(true);
  expect(await retries.isPointless(batch('b'), place())).toBe(false);

  writeFileSync(join(user, 'a.txt'), 'mine\n');
  expect(await retries.isPointless(batch(), place())).toBe(false);
  retries.failed(batch());
  git(user, 'branch', 'other');
  expect(await retries.isPointless(batch(), place())).toBe(false);
  retries.failed(batch());
  // What a push of ours moves is no reason to try a landing again.
  git(user, 'update-ref', 'refs/remotes/origin/backlog/1', 'HEAD');
  git(user, 'update-ref', 'refs/backlog/landing/r1', 'HEAD');
  expect(await retries.isPointless(batch(), place())).toBe(true);
  now += 30_000;
  expect(await retries.isPointless(batch(), place())).toBe(true);
  now += 1;
  expect(await retries.isPointless(batch(), place())).toBe(false);
});

test('what is cleared away while it is tried counts as a change, and so do a lock and a rebase that end', async () => {
  const { user, place } = stage();
  const retries = createRetryPolicy();
  writeFileSync(join(user, 'a.txt'), 'mine\n');
  expect(await retries.isPointless(batch(), place())).toBe(false);
  rmSync(join(user, 'a.txt'));
  retries.failed(batch());
  expect(await retries.isPointless(batch(), place())).toBe(false);
  retries.failed(batch());
  expect(await retries.isPointless(batch(), place())).toBe(true);
  writeFileSync(join(user, '.git/index.lock'), '');
  expect(await retries.isPointless(batch(), place())).toBe(false);
});
