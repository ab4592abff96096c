import { existsSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from './line.ts';

describe('init', () => {
  test('makes the queue, says where, and changes nothing the second time', async () => {
    const { say, cwd } = cli();
    const first = await say('init');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      /^Created a queue for .*\nIts folder is .*\/store, outside your checkout\.\nNext: `backlog add/,
    );
    const format = readFileSync(join(cwd, 'store/format.json'), 'utf8');
    expect((await say('init')).out).toMatch(/^A queue already exists for /);
    expect(readFileSync(join(cwd, 'store/format.json'), 'utf8')).toBe(format);
    expect((await say('list')).out).toBe('No tasks.');
  });
});

describe('backup and restore', () => {
  test('bring a queue into another place, and back in its own', async () => {
    const { say, cwd, as } = cli();
    await say('add one');
    await say(['doc', 'write', '1', '# Spec']);
    expect((await say('backup queue.tar.gz')).out).toMatch(
      /^Backed up 2 changes and 1 file to .*queue\.tar\.gz \(\d+(\.\d)? (bytes|KB)\)/,
    );
    const other = as({ BACKLOG_DIR: join(cwd, 'other') });
    expect((await other.say('restore queue.tar.gz')).out).toMatch(/^Restored 2 changes to .*other\.\n/);
    expect((await other.say('doc read 1')).out).toBe('# Spec');
    expect((await say('restore queue.tar.gz')).code).toBe(0);
    expect((await say('list')).out).toContain('one');
  });

  test('a backup that cannot be written names the file that was given, and no temporary one', async () => {
    const { say } = cli();
    await say('add one');
    const { code, err } = await say('backup /proc/x.gz');
    expect([code, err]).toEqual([1, expect.stringMatching(/^backlog: cannot write \/proc\/x\.gz: /)]);
    expect(err).not.toMatch(/making|\/tmp/);
  });

  test('without a name a backup lies beside the store, and none is made of nothing', async () => {
    const { say, cwd } = cli();
    expect(await say('backup')).toMatchObject({ code: 1, err: expect.stringContaining('nothing to back up') });
    expect(existsSync(join(cwd, 'store'))).toBe(false);
    await say('add one');
    await say('backup');
    expect(readdirSync(cwd).filter((name) => /-backup-\d{8}-\d{6}\.tar\.gz$/.test(name))).toHaveLength(1);
  });

  test('do not lose changes unless that is asked for, and then keep them in a backup', async () => {
    const { say, cwd } = cli();
    await say('add one');
    await say('backup queue.tar.gz');
    await say('add two');
    const refused = await say('restore queue.tar.gz');
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/restore queue.tar.gz: 1 change would be lost.*\n.* add `--force`\.$/),
    });
    expect((await say('list')).out).toContain('two');
    const forced = await say('restore queue.tar.gz --force');
    const [, kept] = /The replaced queue \(1 more change\) is in (\S+)\.\n/.exec(forced.out) ?? [];
    expect((await say('list')).out).not.toContain('two');
    await say(['restore', kept!]);
    expect((await say('list')).out).toContain('two');
    expect(readdirSync(cwd).filter((name) => /restoring|replaced|making/.test(name))).toEqual([]);
  });

  test('get a damaged queue back, and keep what is there of it', async () => {
    const { say, cwd } = cli();
    await say('add one');
    await say('backup queue.tar.gz');
    truncateSync(join(cwd, 'store/log/000000000001.json'), 10);
    expect((await say('restore queue.tar.gz')).err).toMatch(/the present queue cannot be read/);
    const forced = await say('restore queue.tar.gz --force');
    expect(forced.out).toMatch(/is in \S+before-restore/);
    expect((await say('list')).out).toContain('one');
  });

  test('are for people: an agent may look, and not restore', async () => {
    const { say, as } = cli();
    await say('add one');
    await say('backup queue.tar.gz');
    const agent = as({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's1' });
    expect(await agent.say('restore queue.tar.gz')).toMatchObject({
      code: 1,
      err: expect.stringContaining('for people'),
    });
    expect((await as({}, false).say('restore queue.tar.gz')).code).toBe(1);
  });

  test('of a file that is none of ours is refused with its name', async () => {
    const { say } = cli();
    await say('add one');
    expect(await say('restore nowhere.tar.gz')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/there is no file nowhere\.tar\.gz/),
    });
  });
});
