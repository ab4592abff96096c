import { expect, test } from 'vitest';
import type { ShownCard } from '../../src/web/app/data/types.ts';

import { changedText } from '../../src/web/app/views/board/changed.ts';

const CARD: ShownCard = {
  ...{ uuid: 'u', id: 2, description: 'Mine', column: 'todo', state: 'ready', version: 'a', urgency: 1, order: 1 },
  tags: ['ui'],
};

test.each([
  [{}, 'task 2 was changed meanwhile'],
  [{ project: 'theirs', urgency: 2 }, 'project of task 2 was changed meanwhile'],
  [{ tags: ['ui', 'x'] }, 'tags of task 2 were changed meanwhile'],
  [{ column: 'progress', state: 'active' }, 'task 2 was changed meanwhile: it is in In progress now'],
  [
    { column: 'done', priority: 'H', agent: 'ada', project: 'web' },
    'project, priority and assignee of task 2 were changed meanwhile: it is in Done now',
  ],
])('a refused move names what somebody changed: %j', (changes, text) => {
  expect(changedText(CARD, { ...CARD, ...(changes as Partial<ShownCard>), version: 'b' })).toBe(text);
});
