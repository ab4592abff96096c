import { modify, rule } from './rule.ts';

export const noCriteria = rule({
  name: 'no-criteria',
  means: 'tasks without an acceptance criterion or a check',
  *find({ single }) {
    for (const task of single)
      if (!task.acceptance?.length && !task.checks?.length)
        yield { task, why: 'it has no acceptance criterion and no check', detail: undefined };
  },
  mend: ({ task }) => [modify(task, { acceptance: '<result that a command can check>' })],
});

export const noScope = rule({
  name: 'no-scope',
  means: 'tasks without a scope: starting one claims no files',
  *find({ single }) {
    for (const task of single)
      if (!task.scope?.length)
        yield { task, why: 'it has no scope, so starting it claims no files', detail: undefined };
  },
  mend: ({ task }) => [modify(task, { scope: '<globs of the files it changes>' })],
});
