import { expect, test } from 'vitest';
import { told } from '../../src/interfaces/web/app/views/task/told.ts';

const UUID = '0a96cfc4-85d0-4338-af78-a20cf0f3c1a4';
const task = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) =>
  told({ kind: 'task', id: UUID, before, after });

test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
  [
    'a scope, by its globs',
    { scope: [{ glob: 'src/**' }] },
    { scope: [{ glob: 'test/**' }, { repo: 'api', glob: 'a' }] },
    ['scope: src/** → test/**, api:a'],
  ],
  ['tags that came and went', { 'tags[]': ['old'] }, { 'tags[]': ['new'] }, ['tags −old +new']],
  ['a criterion that came', {}, { 'acceptance[]': [{ id: 'a', text: 'It works' }] }, ['criteria +“It works”']],
  [
    'evidence for one',
    { 'acceptance[]': [{ id: 'a', text: 'It works' }] },
    { 'acceptance[]': [{ id: 'a', text: 'It works', met: { at: '', actor: '', evidence: '' } }] },
    ['criteria “It works” met'],
  ],
  ['a dependency', {}, { 'depends[]': [UUID] }, ['waits for +a task']],
  [
    'a field that went',
    { due: '2030-01-01T00:00:00Z', modified: '1' },
    { modified: '2' },
    ['due: 2030-01-01T00:00:00Z'],
  ],
])('a line of history tells %s', (_, before, after, lines) => {
  expect(task(before, after)).toEqual(lines);
});
