import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from './line.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 10]);

test('a pipe gets the bytes of an attachment and nothing else; as JSON they are base64', async () => {
  const { say, cwd } = cli();
  await say('add Fix login');
  writeFileSync(join(cwd, 'shot.png'), PNG);
  expect((await say('attach 1 shot.png')).out).toBe('Attached shot.png to task 1 (image/png, 7 bytes)');
  expect(Buffer.from((await say('attachment get 1 shot.png')).out, 'latin1')).toEqual(PNG);
  const { content } = JSON.parse((await say('attachment get 1 shot.png --json')).out);
  expect(content).toBe(PNG.toString('base64'));
});

test('a command line attaches what its user may read, wherever it is', async () => {
  const [here, there] = [cli(), cli()];
  await here.say('add Fix login');
  writeFileSync(join(there.cwd, 'notes.txt'), 'hello');
  await here.say(['attach', '1', join(there.cwd, 'notes.txt')]);
  expect((await here.say('attachment get 1 notes.txt')).out).toBe('hello');
});
