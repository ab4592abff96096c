import { describe, expect, test } from 'vitest';
import { type Depends, touches } from '../../src/web/app/data/answer-dependencies.ts';

const changed = {
  ...{ kind: 'run', id: 'r1' },
  before: { state: 'review' },
  after: { state: 'approved', verdict: {}, 'notes[]': [{ text: 'Well done' }] },
};

describe('what a commit changes of what is shown', () => {
  const rows: readonly [name: string, depends: Depends, yes: boolean][] = [
    ['the kind', 'run', true],
    ['another kind', 'task', false],
    ['the record', { kind: 'run', id: 'r1' }, true],
    ['another record', { kind: 'run', id: 'r12' }, false],
    ['one whose id begins so', { kind: 'run', id: 'r1/' }, false],
    ['a field that has changed', { kind: 'run', fields: ['base', 'state'] }, true],
    ['a field that is new', { kind: 'run', fields: ['verdict'] }, true],
    ['elements of a field', { kind: 'run', fields: ['notes'] }, true],
    ['fields that are as they were', { kind: 'run', id: 'r1', fields: ['base', 'result'] }, false],
  ];
  test.each(rows)('%s', (_, depends, yes) => {
    expect(touches({ changes: [changed] }, [depends])).toBe(yes);
    expect(touches({ changes: [{ kind: 'view', id: 'mine' }, changed] }, ['setting', depends])).toBe(yes);
  });

  test('ids below another one', () => {
    const tick = { kind: 'tick', id: 'r1/human:ada/src/a.ts', before: null, after: {} };
    expect(touches({ changes: [tick] }, [{ kind: 'tick', id: 'r1/' }])).toBe(true);
    expect(touches({ changes: [tick] }, [{ kind: 'tick', id: 'r/' }])).toBe(false);
  });

  test('records of a task: those that say so as they begin, end, or go from one to another', () => {
    const of = { kind: 'run', task: 'one' };
    const begins = (task: string) => ({ kind: 'run', id: 'r2', before: null, after: { task } });
    expect(touches({ changes: [begins('one')] }, [of])).toBe(true);
    expect(touches({ changes: [begins('two')] }, [of])).toBe(false);
    expect(touches({ changes: [{ ...begins('two'), before: { task: 'one' } }] }, [of])).toBe(true);
    expect(touches({ changes: [changed] }, [of])).toBe(false);
    expect(touches({ changes: [{ kind: 'run', id: 'r2' }] }, [of])).toBe(true);
  });

  test('records that begin or end, and commits that do not say what they changed, may change anything of theirs', () => {
    const part = { kind: 'run', id: 'r1', fields: ['result'] };
    expect(touches({ changes: [{ ...changed, before: null }] }, [part])).toBe(true);
    expect(touches({ changes: [{ ...changed, after: null }] }, [part])).toBe(true);
    expect(touches({ changes: [{ kind: 'run', id: 'r1' }] }, [part])).toBe(true);
    expect(touches({ changes: [{ kind: 'run', id: 'r2' }] }, [part])).toBe(false);
    expect(touches({ changes: [], left: 3 }, [part])).toBe(true);
  });
});
