import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { nextChange } from '../../../src/work/workspace/next-change.ts';
import { testWorkspace } from '../../support/workspace.ts';

test('a wait for a change ends after its time, also if the garbage is collected meanwhile', async () => {
  const { opened } = await testWorkspace();
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const collecting = setInterval(gc, 20);
  onTestFinished(() => clearInterval(collecting));
  expect(await nextChange(opened.store, 500, new AbortController().signal)).toBeUndefined();
});
