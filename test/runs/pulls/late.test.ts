import { expect } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import { soak } from '../../support/soak-test.ts';
import { pullGround } from './support.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

soak(
  'verdicts after a merge are told once and become notes: with each pull for a day, then once a day for 30 days',
  async () => {
    const ground = await pullGround();
    const { fake, opened, one, pull } = ground;
    await ground.proposed();
    fake.pulls.merge(1);
    expect((await pull()).pulls).toMatchObject([{ does: 'land' }]);
    const pass = (ms: number) => {
      ground.pass(ms);
      fake.repository.pass(ms);
    };
    const reads = () => fake.requests.filter(({ path }) => path.endsWith('/pulls/1')).length;
    const said = ({ pulls }: Steps) => pulls.map(({ text }) => text?.replace(/: http.*/, ''));
    const told = 'octocat wrote there after the merge';
    pass(2 * HOUR);
    fake.pulls.review(1, 'REJECT', { state: 'CHANGES_REQUESTED' });
    expect(said(await pull())).toEqual([told]);
    expect((await pull()).pulls).toEqual([]);
    for (const [after, text] of [
      [2 * DAY, 'Two days later'],
      [20 * DAY, 'Three weeks later'],
    ] as const) {
      pass(after);
      fake.pulls.review(1, 'Spam', { author: 2, association: 'NONE', state: 'CHANGES_REQUESTED' });
      fake.pulls.review(1, text, { state: 'CHANGES_REQUESTED' });
      expect(said(await pull())).toEqual([told]);
      // The next pulls of that day don't ask.
      const before = reads();
      pass(2 * HOUR);
      await pull();
      expect(reads()).toBe(before);
    }
    pass(DAY);
    const before = reads();
    expect((await pull()).pulls).toEqual([]);
    expect(fake.requests.filter(({ path }) => path.endsWith('/pulls/1')).at(-1)?.status).toBe(304);
    expect(reads()).toBe(before + 1);
    // An unchanged one was looked at, too.
    await pull();
    expect(reads()).toBe(before + 1);
    const task = opened.store.state.get('task', one('r1').task)!;
    const notes = (task.annotations ?? []).filter(({ text }) => text.startsWith(told));
    expect([task.status, notes.length, one('r1').state]).toEqual(['completed', 3, 'merged']);
    expect(ground.record().others?.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['REJECT', 'Two days later', 'Three weeks later']),
    );
    pass(10 * DAY);
    fake.pulls.review(1, 'Too late', { state: 'CHANGES_REQUESTED' });
    expect((await pull()).pulls).toEqual([]);
    expect(reads()).toBe(before + 1);
  },
);
