import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { reviewed } from '../support/acting.ts';
import { field } from '../support/field.ts';
import { isHeldUp } from '../support/held-up.ts';

const plugin = builtPlugin();

const FILES = { 'src/a.txt': 'a\n', 'docs/b.txt': 'b\n', '.gitattributes': '*.bin filter=bad\n' };

test.each([
  ['the first', 'echo x > src/x.bin', 'echo y > docs/y.txt'],
  ['the last', 'echo y > docs/y.txt', 'echo x > src/x.bin'],
])(
  'a result that git refuses, %s of the queue, holds up no other one, and keeps its own reason',
  async (_, one, two) => {
    const place = await field({ ...plugin, files: FILES });
    git(place.user, 'config', 'filter.bad.smudge', 'false');
    git(place.user, 'config', 'filter.bad.required', 'true');
    const runs = [await reviewed(place, one), await reviewed(place, two)];
    await Promise.all(runs.map(({ id }) => place.run('run_approve', { run: id })));
    const [bad, good] = one.includes('bin') ? runs : runs.toReversed();
    await place.becomes(good!.id, 'merged');
    expect(readFileSync(join(place.user, 'docs/y.txt'), 'utf8')).toBe('y\n');
    const held = await place.until(bad!.id, isHeldUp);
    expect(held).toMatchObject({
      state: 'approved',
      waits: { why: 'refused', text: expect.stringContaining('x.bin') },
    });
    expect(git(place.user, 'status', '--porcelain')).toBe('');
  },
);
