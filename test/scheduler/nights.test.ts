import { expect } from 'vitest';
import { seeded } from '../support/random.ts';
import { IS_SOAK, runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { workspaces } from '../support/workspace.ts';
import { playNight } from './support/night.ts';
import { judgeNight, type NightSettings } from './support/night-rules.ts';

const NIGHTS = runs(5, 200);

/** A queue with three agents of two providers and tasks, of which some have the same files. */
const queue = workspaces(async (work) => {
  for (const [name, provider] of [
    ['fast', 'claude'],
    ['slow', 'claude'],
    ['other', 'codex'],
  ])
    await work.run('agent_add', { name, provider, binary: process.execPath });
  await work.run('setting_set', { name: 'runs.agent', value: 'fast' });
});

soak(
  `${NIGHTS} random nights keep their numbers: starts, costs, failures in a row, pauses, attempts, added tasks and unreviewed results`,
  async () => {
    const total: Record<string, number> = {};
    for (let night = 0; night < NIGHTS; night++) {
      const random = seeded(night).next;
      const int = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
      const work = await queue();
      const settings: NightSettings = {
        atBudget: random() < 0.8 ? 'stop' : 'starts',
        caps: random() < 0.5 ? { run: int(1, 2), hour: int(1, 3), queue: int(1, 4) } : undefined,
      };
      await work.run('setting_set', { name: 'orchestrator.atBudget', value: settings.atBudget });
      if (settings.caps) {
        await work.run('setting_set', { name: 'orchestrator.added', value: 'start' });
        for (const [cap, value] of Object.entries(settings.caps))
          await work.run('setting_set', {
            name: `orchestrator.addedPer${cap.charAt(0).toUpperCase()}${cap.slice(1)}`,
            value: String(value),
          });
      }
      for (let n = int(3, IS_SOAK ? 24 : 12); n > 0; n--) {
        const agent = random() < 0.5 ? {} : { agent: ['fast', 'slow', 'other'][int(0, 2)] };
        await work.run('task_add', { description: `Task ${n}`, scope: `part${int(1, 20)}/**`, ...agent });
      }
      const { wrong, figures } = judgeNight(await playNight(work, random, { hard: night % 5 === 4 }), settings);
      expect(wrong, `night ${night}`).toEqual([]);
      for (const [name, value] of Object.entries(figures))
        total[name] = name === 'overspent' ? Math.max(total[name] ?? 0, value) : (total[name] ?? 0) + value;
      await work.opened.close();
    }
    if (NIGHTS > 100 || process.env.SHOW) process.stdout.write(`${NIGHTS} nights: ${JSON.stringify(total)}\n`);
    expect(total.starts).toBeGreaterThan(NIGHTS);
    expect(total.delayed).toBeGreaterThan(NIGHTS / 2);
  },
);
