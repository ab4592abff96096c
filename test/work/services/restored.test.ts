import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { TRACKER_NAMES, TRACKERS } from '../../support/tracker-ground.ts';
import { testWorkspace } from '../../support/workspace.ts';

const MINUTE = 60_000;

test.each(everyNth(2, TRACKER_NAMES))(
  '%s: a queue that is restored from an earlier backup makes no item and no comment again, and loses no edit there',
  async (service) => {
    const { tracker, work, add, sync, pass } = await TRACKERS[service]();
    await work.run('setting_set', { name: 'trust.associations', value: 'OWNER,MEMBER,USER' });
    tracker.open('One', { parts: ['Text'] });
    await add({ notes: true });
    await sync({ agree: true });
    await work.run('task_add', { description: 'Fresh', tags: ['share'] });
    await work.run('task_add', { description: 'Lost', tags: ['share'] });
    await work.run('task_annotate', { id: 1, text: 'My note' });
    await work.run('task_start', { id: '1' });
    const file = join(work.folder, 'project/queue.tar.gz');
    await work.run('backlog_backup', { file });
    tracker.faults.push({ kind: '502 after', method: 'POST', path: tracker.makes, from: 3 });
    await sync({ only: '+share' });
    await work.run('task_add', { description: 'Later', tags: ['share'] });
    pass(6 * MINUTE);
    await sync({ only: '+share' });
    pass(6 * MINUTE);
    tracker.edit(1, { title: 'Theirs' });
    tracker.comment(1, 'Their comment');
    await sync();
    const there = () => [tracker.titles().toSorted(), tracker.comments(1).toSorted()];
    const before = there();
    expect(before).toEqual([
      ['Fresh', 'Later', 'Lost', 'Theirs'],
      ['**Backlog**: task 1 is in progress.', 'My note', 'Their comment'],
    ]);
    await work.run('backlog_restore', { file, force: true });
    await work.opened.close();
    const restored = await testWorkspace({ folder: work.folder, now: tracker.now() });
    for (let i = 0; i < 3; i++) {
      restored.pass(6 * MINUTE);
      tracker.pass(6 * MINUTE);
      await restored.run<Steps>('source_sync', { name: 'app', only: '+share', confirm: 3 });
    }
    expect(there()).toEqual(before);
    const tasks = Array.from(restored.opened.store.state.all('task'), ([, { description }]) => description);
    expect(tasks.sort()).toEqual(['Fresh', 'Later', 'Lost', 'Theirs']);
    expect(Array.from(restored.opened.store.state.all('sending'))).toEqual([]);
  },
);

soak(
  'a new issue whose answer was lost comes as no second task if its source was removed, and a backup has it',
  async () => {
    const { work, fake, add, sync, push } = await gitHubGround();
    await add();
    await sync({ agree: true });
    await work.run('task_add', { description: 'Mine', tags: 'share' });
    const file = join(work.folder, 'project/queue.tar.gz');
    await work.run('backlog_backup', { file });
    fake.faults.push({ kind: 'cut after', method: 'POST', path: /issues$/ });
    fake.faults.push({ kind: 'cut', method: 'GET', from: 1, times: 100 });
    await expect(push({ only: '+share' })).rejects.toMatchObject({ code: 'service' });
    fake.faults.length = 0;
    await work.run('source_remove', { name: 'app' });
    await work.run('backlog_restore', { file, force: true });
    await work.opened.close();
    const restored = await testWorkspace({ folder: work.folder, now: fake.repository.now });
    fake.repository.pass(100_000);
    await restored.run<Steps>('source_sync', { name: 'app', only: '+share' });
    const tasks = Array.from(restored.opened.store.state.all('task'), ([, { description }]) => description);
    expect([tasks, fake.repository.issues.size]).toEqual([['Mine'], 1]);
  },
);
