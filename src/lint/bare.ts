import { modify, rule } from './rule.ts';

export const noCriteria = rule({
  name: 'no-criteria',
  means: 'tasks that nothing proves done: no acceptance criterion, no check',
  *find({ single }) {
    for (const task of single)
      if (!task.acceptance?.length && !task.checks?.length)
        yield { task, why: 'nothing says when it is done', detail: undefined };
  },
  mend: ({ task }) => [modify(task, { acceptance: '<result that a command can prove>' })],
});

export const noScope = rule({
  name: 'no-scope',
  means: 'tasks that claim no files when they are started',
  *find({ single }) {
    for (const task of single)
      if (!task.scope?.length)
        yield { task, why: 'it has no scope: whoever does it keeps nobody out of its files', detail: undefined };
  },
  mend: ({ task }) => [modify(task, { scope: '<globs of what it writes>' })],
});
