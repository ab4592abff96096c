import { expectTypeOf, test } from 'vitest';
import type { FollowedCommand } from '../../src/web/app/data/follows.ts';
import type { useRead } from '../../src/web/app/data/live.ts';
import type { Outputs } from '../../src/web/sdk/calls.ts';

type Answer<Name extends FollowedCommand> = NonNullable<ReturnType<typeof useRead<Name>>['value']['value']>;

test('what a view reads has the type that its command answers: the compiler refuses another one', () => {
  expectTypeOf<Answer<'view_list'>>().toEqualTypeOf<Outputs['view_list']>();
  expectTypeOf<Parameters<typeof useRead<'task_info'>>[1]>().not.toBeAny();
  // @ts-expect-error a view has a name, not a title
  expectTypeOf<Answer<'view_list'>['views'][number]>().toHaveProperty('title').toBeString();
  // @ts-expect-error a number is no filter
  expectTypeOf<{ filter: { a: 1 } }>().toExtend<NonNullable<Parameters<typeof useRead<'filter_explain'>>[1]>>();
});

test('a view reads only what says which commits change it: the compiler refuses another command', () => {
  // @ts-expect-error what its answer follows is not said
  expectTypeOf<Parameters<typeof useRead<'report_burndown'>>>().not.toBeAny();
});
