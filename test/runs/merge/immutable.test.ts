import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { soak } from '../../support/soak-test.ts';
import { started } from '../support/acting.ts';
import { field } from '../support/field.ts';
import { chattr, mayProtect } from '../support/may-protect.ts';

const plugin = builtPlugin();
const FILES = ['.git/index', '.git/refs/heads/main', '.git/refs/heads', 'src/a.txt'];

for (const name of mayProtect() ? FILES : [])
  soak(`an immutable ${name} is named with what to do, and the result is merged afterwards`, async () => {
    const place = await field(plugin);
    const { id } = await place.becomes(await started(place, 'echo x > x.txt; echo x >> src/a.txt'), 'review');
    const path = join(place.user, name);
    onTestFinished(() => void chattr(path, '-i'));
    chattr(path, '+i');
    await place.run('run_approve', { run: id });
    const { state, waits } = await place.until(id, (run) => run.waits?.why === 'refused');
    expect(waits!.text).toMatch(/(index|heads\/main|src\/a\.txt).*`chattr -i -a PATH`/s);
    expect(waits!.text).not.toMatch(/^EPERM/);
    chattr(path, '-i');
    // A file of the result concerns no other result, so a person decides.
    expect(state).toBe(name === 'src/a.txt' ? 'review' : 'approved');
    if (state === 'review') await place.run('run_approve', { run: id });
    await place.becomes(id, 'merged');
  });
