import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/store/blobs/sha256.ts';
import type { Backend, FolderEntry } from '../../src/store/index.ts';

/** What every backend promises. `make` gives an empty one and, called again, another view of the same files. */
export function backendContract(name: string, make: () => { backend: Backend; again: () => Backend }): void {
  describe(`backend ${name}`, () => {
    test('put creates a file once and keeps the first content', async () => {
      const { backend } = make();
      expect(await backend.put('log/1.json', 'one')).toEqual({ tag: expect.any(String) });
      expect(await backend.put('log/1.json', 'two')).toBeNull();
      expect((await backend.get('log/1.json'))?.toString()).toBe('one');
    });

    test('of many puts at once of one name exactly one wins, and its content is there', async () => {
      const { backend, again } = make();
      const others = [backend, again(), again()];
      const won = await Promise.all(
        others.flatMap((b, i) => [b.put('log/2.json', `a${i}`), b.put('log/2.json', `b${i}`)]),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const index = won.findIndex((made) => made !== null);
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
      expect(await backend.list('none')).toEqual([]);
      expect(await backend.list('')).toEqual([]);
      await backend.delete('log/none');
    });

    test('a range is part of a file, as far as there is any', async () => {
      const { backend } = make();
      await backend.put('log/1.json', 'abcdef');
      expect((await backend.get('log/1.json', { from: 1, to: 3 }))?.toString()).toBe('bc');
      expect((await backend.get('log/1.json', { from: 4, to: 99 }))?.toString()).toBe('ef');
      expect(await backend.get('log/2.json', { from: 0, to: 9 })).toBeNull();
    });

    test('a sum is of the whole file', async () => {
      const { backend } = make();
      const long = 'abc'.repeat(1 << 20);
      await backend.put('log/1.json', long);
      await backend.put('log/2.json', '');
      const sum = async (path: string) => backend.sum?.(path);
      for (const [path, content] of Object.entries({ 'log/1.json': long, 'log/2.json': '' }))
        expect([undefined, { bytes: content.length, sha256: sha256(content) }]).toContainEqual(await sum(path));
      expect([undefined, null]).toContain(await sum('log/3.json'));
    });

    test('a content in pieces is one file', async () => {
      const { backend } = make();
      await backend.put(
        'checkpoints/7/a.json',
        (function* () {
          yield 'one ';
          yield 'two';
        })(),
      );
      expect((await backend.get('checkpoints/7/a.json'))?.toString()).toBe('one two');
    });

    test('pieces that fail leave nothing', async () => {
      const { backend, again } = make();
      const fails = (function* () {
        yield 'one';
        throw new Error('planted');
      })();
      await expect(backend.put('checkpoints/8/a.json', fails)).rejects.toThrow('planted');
      expect(await again().get('checkpoints/8/a.json')).toBeNull();
    });

    test('list names what is directly inside, in order, and from a name on', async () => {
      const { backend, again } = make();
      for (const path of ['format.json', 'log/1.json', 'log/3.json', 'log/2.json', 'blobs/aa/x'])
        await backend.put(path, path);
      expect(names(await again().list(''))).toEqual(['blobs', 'format.json', 'log']);
      expect(names(await again().list('log'))).toEqual(['1.json', '2.json', '3.json']);
      expect(names(await again().list('log', { after: '1.json' }))).toEqual(['2.json', '3.json']);
      expect(names(await again().list('log', { after: '3.json' }))).toEqual([]);
      expect(names(await again().list('blobs'))).toEqual(['aa']);
    });

    test('list from a name on sees every change, however soon after the one before', async () => {
      const { backend, again } = make();
      const other = again();
      for (let i = 101; i < 160; i++) {
        await backend.put(`log/${i}.json`, '');
        expect(names(await other.list('log', { after: `${i - 1}.json` }))).toEqual([`${i}.json`]);
        expect(names(await other.list('log', { after: `${i}.json` }))).toEqual([]);
      }
      await backend.delete('log/159.json');
      expect(names(await other.list('log', { after: '157.json' }))).toEqual(['158.json']);
    });

    test('a listing of all files has their paths and tags, from a path on', async () => {
      const { backend } = make();
      for (const path of ['format.json', 'log/1.json', 'log/2.json', 'blobs/aa/x', 'checkpoints/1/a.json'])
        await backend.put(path, path);
      const listed = (await backend.listAll?.('checkpoints')) ?? [];
      const tags = (await backend.list('log')).map((entry) => entry.facts()?.tag);
      expect(listed.map(({ path }) => path)).toEqual(
        backend.listAll ? ['checkpoints/1/a.json', 'format.json', 'log/1.json', 'log/2.json'] : [],
      );
      expect(listed.slice(2).map(({ facts }) => facts?.tag)).toEqual(backend.listAll ? tags : []);
    });

    test('small files are read together, each whole, and others not at all', async () => {
      const { backend } = make();
      const contents = { 'log/1.json': 'one', 'log/2.json': '', 'log/3.json': 'x'.repeat(3 << 20) };
      for (const [path, content] of Object.entries(contents)) await backend.put(path, content);
      const found = await backend.getSmall?.([...Object.keys(contents), 'log/4.json', 'log']);
      for (const [path, bytes] of found ?? []) expect(bytes.toString()).toBe(contents[path as keyof typeof contents]);
      expect([...(found?.keys() ?? [])].sort().slice(0, 2)).toEqual(found ? ['log/1.json', 'log/2.json'] : []);
    });

    test('the tag of a put is the one that is listed, until there is another file', async () => {
      const { backend, again } = make();
      const made = await backend.put('log/1.json', 'one');
      const tag = async () => (await again().list('log'))[0]?.facts()?.tag;
      expect(await tag()).toBe(made?.tag);
      await backend.delete('log/1.json');
      await backend.put('log/1.json', 'another');
      expect(await tag()).not.toBe(made?.tag);
    });

    test('delete removes a file', async () => {
      const { backend } = make();
      await backend.put('log/1.json', '1');
      await backend.put('checkpoints/9/a.json', 'x');
      await backend.delete('log/1.json');
      await backend.delete('checkpoints/9/a.json');
      expect(await backend.get('log/1.json')).toBeNull();
      expect(await backend.list('checkpoints')).toEqual([]);
      expect(await backend.put('log/1.json', 'again')).not.toBeNull();
    });
  });
}

function names(entries: readonly FolderEntry[]): string[] {
  return entries.map(({ name }) => name);
}
