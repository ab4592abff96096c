import { describe, expect, test } from 'vitest';
import { FilterError } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { ATTRIBUTES } from '../../src/filter/tables/attributes.ts';
import { OPERATIONS } from '../../src/filter/tables/operators.ts';
import { TYPES } from '../../src/filter/tables/types.ts';
import { clock, ids, sample } from './sample.ts';

const all = sample.map(({ id }) => id);

/** filter -> ids that it selects */
const SELECTIONS: [filter: string, selected: number[]][] = [
  ['agent:implementer', [2]],
  ['agent:impl', []],
  ['agent.startswith:impl', [2]],
  ['agent:', [1, 4, 5, 6, 7, 8, 9]],
  ['agent.any:', [2, 3]],
  ['type:bug', [2]],
  ['type.not:bug type.any:', [1]],
  ['claim.any:', [2, 3]],
  ['claim:s1', [2, 3]],
  ['claim:s1/a46032', [2]],
  ['claim:s', []],
  ['claim.none: status:pending -READY', [1]],
  ['+CLAIMED', [2]],
  ['+STALE', [3]],
  ['run:review', [2]],
  ['run:r7', [2]],
  ['run.none: +PENDING', [1, 3, 4, 6]],
  ['+INREVIEW', [2]],
  ['source:github', [4]],
  ['source:ada/shop', [4]],
  ['source:17', [4]],
  ['source.any:', [4]],
  ['actor:ai', [2]],
  ['actor:ai:claude-code', [2]],
  ['actor:ai:claude-code/backlog:implementer#a46032', [2]],
  ['actor:human', []],
  ['actor.any:', [2]],
  ['created:ada', [1, 2]],
  ['created:human', [1, 2]],
  ['created:person', [1, 2]],
  ['created:human:ada', [1, 2]],
  ['created:ad', []],
  ['created.is:human:ada', [1, 2]],
  ['created.is:ada', []],
  ['created:agent', [3]],
  ['created:ai', [3]],
  ['created.none: +PENDING', [4, 6]],
  ['created.any:', [1, 2, 3]],
  ['created.not:ada created.any:', [3]],
  ['created.has:implementer', [3]],
  ['created ~ "^human"', [1, 2]],
  ['created ~ "(a+)+$"', [1, 2]],
  ['changed:claude', [2, 3]],
  ['changed:claude-code', [2]],
  ['changed:ai:claude-code', [2]],
  ['changed:implementer', [2]],
  ['changed:backlog:implementer', [2]],
  ['changed:a46032', [2]],
  ['changed:9c31a43a', [2]],
  ['changed:9c31', []],
  ['changed:r7', [3]],
  ['changed:system', [4]],
  ['changed:semgrep', [4]],
  ['extra:severity', [4]],
  ['extra:severity,cves', [4]],
  ['extra.any:', [4]],
  ['extra.severity:High', [4]],
  ['extra.severity:high', []],
  ['extra.severity.has:ig', [4]],
  ['extra.severity.any:', [4]],
  ['extra.severity.none: +PENDING id:4', []],
  ['ext.severity:High', [4]],
  ['extra.planning.risk:medium', [4]],
  ['extra.planning.any:', [4]],
  ['extra.story_points:5', [4]],
  ['extra.Story-Points = 5', [4]],
  ['extra.cves:CVE-2', [4]],
  ['extra.has:severity', [4]],
  ['extra.has.any:', []],
  ['extra.fixed:false', [4]],
  ['extra.nothing.any:', []],
  ['extra.story_points.above:4', [4]],
  ['extra.story_points.above:40', []],
  ['extra.story_points:5.0', [4]],
  ['extra.story_points.is:5', [4]],
  ['extra.story_points.is:5.0', []],
  ['extra.story_points >= 5', [4]],
  ['extra.story_points < 5', []],
  ['extra.story_points.not:6 +PENDING id:4', [4]],
  ['extra.sizes.above:11', [4]],
  ['extra.sizes.above:12', []],
  ['extra.sizes.below:1', []],
  ['extra.sizes:n/a', [4]],
  ['extra.severity.above:5', []],
  ['extra.severity.above:Ha', [4]],
  ['extra.severity.before:today', []],
  ['extra.closed.before:2026-07-16', [4]],
  ['extra.closed.after:2026-07-15', []],
  ['extra.closed:2026-07-15', [4]],
  ['extra.closed.is:2026-07-15', [4]],
  ['extra.closed < now - 1d', [4]],
  ['extra.closed > "now - 1d"', []],
  ['extra.closed.above:5', []],
  ['extra.seen:2026-07-16', [4]],
  ['extra.seen.after:2026-07-16T22:00:00Z', [4]],
  ['extra.seen.after:2026-07-16T23:00:00Z', []],
  ['extra.seen ~ "^2026"', [4]],
  ['text:severe', []],
  ['text:medium', [4]],
  ['text:github', [4]],
  ['parent:1', [2]],
  ['parent:5', [6]],
  ['parent:11111111', [2]],
  ['parent.any:', [2, 3, 6]],
  ['initiative:1', [2, 3]],
  ['initiative:2', [3]],
  ['scope:src/web', [2]],
  ['scope:src', [2]],
  ['scope:sr', []],
  ['scope.has:src/web', [2]],
  ['scope.has:web', [2]],
  ['scope.endswith:.md', [2]],
  ['doc:spec', [1]],
  ['doc:spec,plan', [1]],
  ['doc.is:spec', []],
  ['doc.any:', [1]],
  ['has_doc:yes', [1]],
  ['attachment:shot.png', [2]],
  ['attachment:shot', []],
  ['attachment.any:', [2]],
  ['+ATTACHED', [2]],
  ['has_doc:false +PENDING', [2, 3, 4, 6]],
  ['has_doc.not:no', [1]],
  ['has_doc:', []],
  ['+DOC', [1]],
  ['estimate.below:4h', [2]],
  ['estimate:P14D', [1]],
  ['estimate > 1d', [1]],
  ['recur:7d', [5, 6]],
  ['recur.is:P1W', [5, 6]],
  ['recur.after:monthly', []],
  ['recur.has:week', [5, 6]],
  ['recur.none: +PENDING', [1, 2, 3, 4]],
  ['depends:2', [3]],
  ['depends:22222222', [3]],
  ['depends:1-5', [3]],
  ['depends.startswith:22', [3]],
  ['depends ~ ^2+-1', [3]],
  ['depends.has:a2', []],
  ['depends.is:2', [3]],
  ['depends.is:1,2', []],
  ['depends:1', []],
  ['depends.hasnt:2', all.filter((id) => id !== 3)],
  ['tags:bug,ui', [2]],
  ['tags.is:bug', [7]],
  ['tags.is:ui,bug', [2]],
  ['tags.word:bug', [2, 7]],
  ['tags.count > 1', [2]],
  ['annotations.count:1', [2]],
  ['depends.count.over:0', [3]],
  ['id:2,4-5', [2, 4, 5]],
  ['id.not:1-8', [9]],
  ['id:0', []],
  ['id.isnt:1-8', [9]],
  ['id.any:', all],
  ['id < 3', [1, 2]],
  ['uuid:22222222', [2]],
  ['uuid:2222', [2]],
  ['UUID', []],
  ['project:web', [1, 2]],
  ['project:web.', [2]],
  ['project.is:web', [1]],
  ['project > web', [2, 7]],
  ['project >= web project <= webapp', [1, 2, 7]],
  ['description > Z', []],
  ['priority.above:L', [2]],
  ['priority.by:L', all.filter((id) => id !== 2)],
  ['priority:""', [1, 3, 4, 5, 6, 7, 8]],
  ['priority not +ui', [9]],
  ['priority and ! +ui', [9]],
  ['( +bug ) limit:1', [2, 7]],
  ["priority <= ''", [1, 3, 4, 5, 6, 7, 8]],
  ['status.has:ing status.not:pending', [5, 8]],
  ['status.startswith:del', [9]],
  ['due.after:entry', [2, 5, 6]],
  ['due < 5.due', [2, 6]],
  ['due > 9.due', []],
  ['due:due', all],
  ['due:6.start', [2]],
  ['id == id', all],
  ['project = due', []],
  ['urgency > id', [1, 2, 3, 5, 6]],
  ['+ANY', all],
  ['trace', [2]],
  ['description:trace', []],
  ['2 or 3 4', [2, 3, 4]],
  ['! ( 1-8 )', [9]],
  ['plants ! +ACTIVE', [5]],
  ['("the plants")', [5, 6]],
  ['not 1-8', [9]],
  ['+bug AND +ui', [2]],
  ['+next OR 1', [1, 3]],
  ['NOT +ANY', []],
  ['1 XOR 1', []],
  ['+bug xor +ui', [7]],
  ['tags _hastag_ bug', [2, 7]],
  ['tags _notag_ bug status:completed', []],
  ['start', [6]],
  ['start or wait', [6, 8]],
  ['type', []],
  ['Water plants', [5, 6]],
  ['"Water plants"', []],
  ['"the plants"', [5, 6]],
  ['description ~ "^\\w+ login$"', [2]],
  ["'Fix\\tlogin'", []],
];

describe('a filter', () => {
  test.each(SELECTIONS)('%s selects %j', (filter, selected) => {
    expect(ids(filter)).toEqual(selected);
  });
});

describe('the table of attributes', () => {
  test.each(ATTRIBUTES.map((row) => [row.name, row.example]))('%s: its example %s can be read', (name, example) => {
    const { ast } = compileFilter(example, { clock });
    expect(ast.where).toMatchObject({ kind: 'compare', attribute: name });
  });

  test.each(ATTRIBUTES.filter((row) => !row.name.includes('.')).map((row) => [row.name]))(
    '%s may be cut short',
    (name) => {
      const begun = name.slice(0, -1);
      if (begun.length < 2 || ATTRIBUTES.some((row) => row.name === begun)) return;
      const others = ATTRIBUTES.filter((row) => row.name.startsWith(begun) && !row.name.includes('.'));
      const unique = others.length === 1 || others.filter((row) => row.taskwarrior).length === 1;
      const read = () => compileFilter(`${begun}.any:`, { clock }).ast.where;
      const takesAny = TYPES[ATTRIBUTES.find((row) => row.name === name)!.type].operations.includes('any');
      if (unique && takesAny)
        expect(read()).toMatchObject({
          attribute: others.length === 1 ? name : others.find((row) => row.taskwarrior)!.name,
        });
      else expect(read).toThrow(FilterError);
    },
  );

  test("prefers Taskwarrior's attributes for short names", () => {
    expect(ids('sc.any:')).toEqual([8]);
    expect(ids('des:Fix')).toEqual([2]);
  });
});

const VALUES: Record<string, string> = {
  text: 'x',
  choice: '',
  date: 'today',
  number: '1',
  urgency: '1',
  duration: '1d',
  set: 'x',
  value: 'x',
  reference: '1',
  flag: 'yes',
  author: 'ada',
};

describe('every operation on every attribute', () => {
  const pairs = ATTRIBUTES.flatMap((row) => OPERATIONS.map((operation) => ({ row, operation })));

  test.each(pairs.map(({ row, operation }) => ({ row, operation, name: `${row.name} ${operation.name}` })))(
    '$name is read when its type has it, and an error otherwise',
    ({ row, operation }) => {
      const closed = row.type === 'set' && row.elements ? row.example.split(':')[1] : undefined;
      const value = closed ?? (row.type === 'choice' ? row.values[0] : VALUES[row.type]);
      const notations = [
        ...operation.modifiers.map(
          (modifier) => `${row.name}${modifier && `.${modifier}`}:${operation.value === 'refused' ? '' : value}`,
        ),
        ...operation.symbols.map((symbol) => `${row.name} ${symbol} ${value}`),
      ];
      for (const text of notations) {
        const read = () => compileFilter(text, { clock });
        if (TYPES[row.type].operations.includes(operation.name)) {
          expect(read().ast.where).toMatchObject({ kind: 'compare', attribute: row.name, operation: operation.name });
          expect(() => ids(text)).not.toThrow();
        } else {
          expect(read).toThrow(FilterError);
        }
      }
    },
  );

  test.each(OPERATIONS.filter((row) => row.complements).map((row) => [row.name, row.complements!]))(
    '%s selects what %s does not',
    (name, positive) => {
      const written = (operation: string, attribute: string, value: string) => {
        const { modifiers, symbols } = OPERATIONS.find((row) => row.name === operation)!;
        return modifiers.length > 0
          ? `${attribute}${modifiers[0] && `.${modifiers[0]}`}:${value}`
          : `${attribute} ${symbols[0]} ${value}`;
      };
      for (const [attribute, value] of [
        ['project', 'web'],
        ['tags', 'bug'],
        ['recur', 'weekly'],
      ] as const) {
        const of = (operation: string) =>
          ids(written(operation, attribute, operation === 'any' || operation === 'none' ? '' : value));
        expect([...of(name), ...of(positive)].sort((a, b) => a - b)).toEqual(all);
      }
    },
  );
});
