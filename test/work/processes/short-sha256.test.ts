import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { shortSha256 } from '../../../src/work/processes/short-sha256.ts';

test('a short text has the SHA-256 that Node computes, also over several blocks', () => {
  for (const length of [0, 1, 40, 54, 55, 56, 63, 64, 65, 119, 120, 300]) {
    const text = 'ä'.repeat(length % 7) + 'backlog x'.repeat(length).slice(0, length);
    expect(shortSha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  }
});
