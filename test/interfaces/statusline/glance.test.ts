import { describe, expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import { glanceLine } from '../../../src/interfaces/statusline/status-line.ts';
import { type Glance, glanceOf } from '../../../src/report/now/glance.ts';
import { situationIn } from '../../../src/runs/view/situation.ts';
import { HOSTILE, UNSEEN } from '../../support/hostile.ts';
import { runIn } from '../../support/runs.ts';
import { ADA, agent, NOON, testWorkspace } from '../../support/workspace.ts';

const MINUTE = 60_000;
const EMPTY: Glance = { ready: 0, attention: 0, running: [], held: [] };
const since = (minutes: number) => toInstant(NOON - minutes * MINUTE);
const line = (glance: Partial<Glance>, reader: { width?: number; session?: string | undefined } = {}) =>
  glanceLine({ ...EMPTY, ...glance }, { now: NOON, session: 's1', width: 80, ...reader });

describe('the line of a glance', () => {
  test.each<[string, Partial<Glance>]>([
    ['0 ready', {}],
    ['3 ready · 1 waits for you', { ready: 3, attention: 1 }],
    [
      '3 ready · 2 wait for you · r7 running 4 min',
      { ready: 3, attention: 2, running: [{ run: 'r7', since: since(4) }] },
    ],
    [
      '0 ready · r1 running 2 h 5 min · r2 running 30 s',
      {
        running: [
          { run: 'r1', since: since(125) },
          { run: 'r2', since: since(0.5) },
        ],
      },
    ],
    [
      '0 ready · 3 running, r1 for 9 min',
      { running: ['r1', 'r2', 'r3'].map((run, n) => ({ run, since: since(9 - n) })) },
    ],
    ['0 ready · r1 running 0 s', { running: [{ run: 'r1', since: since(-90) }] }],
  ])('%s', (text, glance) => {
    expect(line(glance)).toBe(text);
  });

  test('begins with the tasks of the session and of its subagents, and fits every width', () => {
    const held = [
      { holder: 's2', id: 1, description: 'Of another' },
      { holder: 's1/a1', id: 2, description: '日本語のログインを直す' },
      { holder: 's11', id: 3, description: 'Of a longer name' },
      { holder: 's1', id: 4, description: 'Second' },
    ];
    expect(line({ held })).toBe('#2 日本語のログインを直す +1 · 0 ready');
    expect(line({ held }, { session: undefined })).toBe('0 ready');
    expect(line({ held }, { width: 28 })).toBe('#2 日本語のロ… +1 · 0 ready');
    expect(line({ held }, { width: 10 })).toBe('#2 +1 · 0…');
    expect(line({ held }, { width: 1 })).toBe('…');
  });

  test('is harmless whatever others wrote', () => {
    const held = [{ holder: 's1', id: 1, description: `${HOSTILE}\n\u001b]0;title\u0007` }];
    expect(line({ held, running: [{ run: HOSTILE, since: since(1) }] }, { width: 500 })).not.toMatch(UNSEEN);
  });
});

describe('a glance at a queue', () => {
  test('counts what the page Now counts, and says when time changes it', async () => {
    const work = await testWorkspace();
    const look = () => {
      const context = work.opened.context(ADA);
      return glanceOf(situationIn(context), context.facts());
    };
    const expectNow = async () => {
      const { totals } = await work.run<{ totals: Record<string, number> }>('report_now');
      const { ready, attention, running } = look();
      expect({ ready, attention, running: running.length }).toEqual({
        ...{ ready: totals.next, attention: totals.waiting, running: totals.running },
      });
    };
    expect(look()).toEqual(EMPTY);
    await work.run('task_add', { description: 'One' });
    expect(look()).toEqual({ ...EMPTY, ready: 1 });
    await work.run('task_add', { description: 'Waits', wait: toInstant(NOON + 40 * MINUTE) });
    await work.run('task_add', { description: 'Is scheduled', scheduled: toInstant(NOON + 20 * MINUTE) });
    await work.run('task_block', { id: 1, reason: 'Legal', until: toInstant(NOON + 60 * MINUTE) });
    for (const [minutes, ready, attention] of [
      [20, 0, 0],
      [40, 1, 0],
      [60, 2, 0],
      [undefined, 2, 1],
    ] as const) {
      const { until, ...glance } = look();
      expect([minutes, glance]).toEqual([minutes, { ...EMPTY, ready, attention }]);
      await expectNow();
      if (minutes === undefined) expect(until).toBeUndefined();
      else {
        // A scheduled task is ready after its second.
        expect([toInstant(NOON + minutes * MINUTE), toInstant(NOON + minutes * MINUTE + 1_000)]).toContain(until);
        work.pass(20 * MINUTE + (minutes === 20 ? 1_000 : 0));
      }
    }
  });

  test('with an active run is a minute old at most; claimed tasks are in it with their holders', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'One' });
    await work.run('task_add', { description: `Two ${'x'.repeat(300)}` });
    await work.run('task_start', { id: 2 }, agent('s1', 'a1'));
    await runIn(work, 'running', { number: 1 });
    const context = work.opened.context(ADA);
    const glance = glanceOf(situationIn(context), context.facts());
    expect(glance).toMatchObject({
      running: [{ run: 'r1', since: expect.any(String) }],
      held: expect.arrayContaining([{ holder: 's1/a1', id: 2, description: expect.stringMatching(/^Two x+…$/) }]),
    });
    expect(Date.parse(glance.until!) - context.clock.now).toBeLessThanOrEqual(MINUTE);
  });
});
