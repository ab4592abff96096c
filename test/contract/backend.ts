import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/store/index.ts';

/** What every backend promises. `make` gives an empty one and, called again, another view of the same files. */
export function backendContract(name: string, make: () => { backend: Backend; again: () => Backend }): void {
  describe(`backend ${name}`, () => {
    test('put creates a file once and keeps the first content', async () => {
      const { backend } = make();
      expect(await backend.put('log/1.json', 'one')).toBe(true);
      expect(await backend.put('log/1.json', 'two')).toBe(false);
      expect((await backend.get('log/1.json'))?.toString()).toBe('one');
    });

    test('of many puts at once of one name exactly one wins, and its content is there', async () => {
      const { backend, again } = make();
      const others = [backend, again(), again()];
      const won = await Promise.all(
        others.flatMap((b, i) => [b.put('log/2.json', `a${i}`), b.put('log/2.json', `b${i}`)]),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const index = won.indexOf(true);
      expect((await again().get('log/2.json'))?.toString()).toBe(`${'ab'[index % 2]}${Math.floor(index / 2)}`);
    });

    test('bytes come back as they went in, large ones too', async () => {
      const { backend } = make();
      const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 31) % 256));
      await backend.put('blobs/aa/large', bytes);
      expect((await backend.get('blobs/aa/large'))?.equals(bytes)).toBe(true);
      await backend.put('blobs/aa/empty', '');
      expect((await backend.get('blobs/aa/empty'))?.length).toBe(0);
    });

    test('what is not there reads as null, lists as empty and deletes without complaint', async () => {
      const { backend } = make();
      expect(await backend.get('log/none')).toBeNull();
      expect(await backend.stat('log/none')).toBeNull();
      expect(await backend.list('none')).toEqual([]);
      expect(await backend.list('')).toEqual([]);
      await backend.delete('log/none');
      await backend.delete('none');
      expect(await backend.sweep('none', 0)).toBe(0);
    });

    test('list names files and folders directly inside', async () => {
      const { backend, again } = make();
      await backend.put('format.json', '{}');
      await backend.put('log/1.json', '1');
      await backend.put('log/2.json', '2');
      await backend.put('blobs/aa/x', '3');
      expect((await again().list('')).sort()).toEqual(['blobs', 'format.json', 'log']);
      expect((await again().list('log')).sort()).toEqual(['1.json', '2.json']);
      expect(await again().list('blobs')).toEqual(['aa']);
    });

    test('stat gives the size, and touch makes a file young', async () => {
      const { backend } = make();
      await backend.put('blobs/aa/x', 'abc');
      const before = await backend.stat('blobs/aa/x');
      expect(before?.size).toBe(3);
      await backend.touch('blobs/aa/x');
      expect((await backend.stat('blobs/aa/x'))?.modified).toBeGreaterThanOrEqual(before?.modified ?? Number.NaN);
    });

    test('a folder appears whole and once', async () => {
      const { backend, again } = make();
      const fill = (text: string) => async (add: (name: string, pieces: Iterable<string>) => Promise<void>) => {
        await add('a.json', [text, text]);
        expect(await again().list('checkpoints')).not.toContain('7');
        await add('b.json', [text]);
      };
      expect(await backend.putFolder('checkpoints/7', fill('x'))).toBe(true);
      expect(await backend.putFolder('checkpoints/7', (add) => add('c.json', ['late']))).toBe(false);
      expect((await again().list('checkpoints/7')).sort()).toEqual(['a.json', 'b.json']);
      expect((await again().get('checkpoints/7/a.json'))?.toString()).toBe('xx');
    });

    test('a folder whose filling fails leaves nothing', async () => {
      const { backend } = make();
      const fails = backend.putFolder('checkpoints/8', async (add) => {
        await add('a.json', ['x']);
        throw new Error('planted');
      });
      await expect(fails).rejects.toThrow('planted');
      expect(await backend.list('checkpoints')).toEqual([]);
    });

    test('delete removes a file or a whole folder', async () => {
      const { backend } = make();
      await backend.put('log/1.json', '1');
      await backend.putFolder('checkpoints/9', (add) => add('a.json', ['x']));
      await backend.delete('log/1.json');
      await backend.delete('checkpoints/9');
      expect(await backend.get('log/1.json')).toBeNull();
      expect(await backend.list('checkpoints')).toEqual([]);
      expect(await backend.put('log/1.json', 'again')).toBe(true);
    });
  });
}
