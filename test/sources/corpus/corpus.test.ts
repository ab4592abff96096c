import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../support/random.ts';
import { runs } from '../../support/seed.ts';
import { everyNth } from '../../support/soak-test.ts';
import { type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import type { Answer } from '../imported.ts';
import { type Corpus, type Drawn, draw, handOut } from './draw.ts';
import { CORPORA } from './index.ts';

/** Writes a drawn file or folder. @returns its path */
function put({ folder }: TestWorkspace, path: string, { files }: Drawn): string {
  const at = join(folder, 'project', path);
  for (const [name, text] of Object.entries(files)) {
    const file = name === '' ? at : join(at, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return at;
}

const statuses = ({ opened }: TestWorkspace) =>
  new Map(Array.from(opened.store.state.all('task'), ([uuid, { status }]) => [uuid, status] as const));

async function exported({ run, folder }: TestWorkspace, { out }: Corpus): Promise<{ to: string; text: string }> {
  const to = join(folder, 'exported');
  await run('task_export', { format: out, to });
  return { to, text: readFileSync(to, 'utf8') };
}

/** Imports an export into a new queue, and exports that. */
async function round(from: string, corpus: Corpus, rows: number): Promise<{ to: string; text: string }> {
  const work = await testWorkspace();
  const answer = await work.run<Answer>('task_import', { from, format: corpus.out });
  expect(answer).toMatchObject({ added: rows, bad: [], warnings: [] });
  return exported(work, corpus);
}

const isDouble = (left: string) => left.includes('the same row as in');

describe.each(
  everyNth(
    3,
    CORPORA.map((corpus) => [corpus.name, corpus] as const),
  ),
)('%s', (_, corpus) => {
  const { path, input, shapes, numbers } = corpus;
  const random = seeded(43);
  const all = handOut(shapes, runs(3, 24), random).map((some) => draw(corpus, random, some));

  test.each(all.map((drawn, n) => [n + 1, drawn] as const))('file %i', async (_n, drawn) => {
    const work = await testWorkspace();
    const from = put(work, path, drawn);
    const first = await work.run<Answer>('task_import', { from, ...input });
    const doubles = first.left.filter(isDouble).length;
    expect({ rows: first.added + doubles, bad: first.bad, of: drawn.shapes }).toEqual({
      rows: drawn.tasks,
      bad: [],
      of: drawn.shapes,
    });
    const seq = work.opened.store.state.seq;
    const again = await work.run<Answer>('task_import', { from, ...input });
    expect(again).toMatchObject({ imported: [], changed: [], unchanged: first.added });
    expect(work.opened.store.state.seq).toBe(seq);

    if (drawn.ticked) {
      const before = statuses(work);
      put(work, path, { ...drawn, files: drawn.ticked });
      const later = await work.run<Answer>('task_import', { from, ...input });
      expect(later).toMatchObject({ added: 0, bad: [] });
      if (corpus.onlyOpen) expect(later.warnings.join()).toMatch(/the line of task \d+ .* is gone; .*done/);
      const changes = [...statuses(work)].flatMap(([task, now]) =>
        before.get(task) === now ? [] : [`${before.get(task)} -> ${now}`],
      );
      const expected = corpus.onlyOpen ? [] : ['pending -> completed'];
      expect({ changes, of: drawn.shapes }).toEqual({ changes: expected, of: drawn.shapes });
    }

    const one = await exported(work, corpus);
    const two = await round(one.to, corpus, first.added);
    if (!numbers) expect(two.text).toBe(one.text);
    else expect((await round(two.to, corpus, first.added)).text).toBe(two.text);
  });
});

test('the page about formats has the counted files and shapes', () => {
  const page = readFileSync(new URL('../../../docs/reference/formats.md', import.meta.url), 'utf8');
  const number = (value: number) => value.toLocaleString('en');
  for (const { name, counted, shapes } of CORPORA)
    expect(page).toContain(`| ${name} | ${number(counted.files)} | ${number(counted.rows)} | ${shapes.length} |`);
});
