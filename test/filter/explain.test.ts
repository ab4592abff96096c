import { describe, expect, test } from 'vitest';
import { DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import { candidatesFor } from '../../src/filter/evaluate/hints.ts';
import { type ExplainedPart, explainFilter } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { clock, sample, sampleFacts } from './sample.ts';

const views = (name: string) => ({ bugs: '+bug or type:bug', tagged: '+bug' })[name];
const explain = (filter: string, id?: number, facts = sampleFacts()) =>
  explainFilter(compileFilter(filter, { clock, views }), facts, id === undefined ? undefined : sample[id - 1]);

describe('the explanation of a filter', () => {
  test('spells dates out as instants', () => {
    const words = (filter: string) => explain(filter).root.words;
    expect(words('due.before:tomorrow')).toContain('due is before 2026-07-31T00:00:00Z (tomorrow: ');
    expect(words('due:today')).toContain('due is on the day of 2026-07-30T00:00:00Z up to 2026-07-31T00:00:00Z');
    expect(words('due.after:scheduled')).toBe("due is after the task's scheduled");
    expect(words('due < 5.due')).toBe('due is before due of task 5');
    expect(words('project:')).toBe('project is absent');
    expect(words('project.not:')).toBe('project is present');
    expect(words('+READY')).toContain('is READY: can be started now');
    expect(words('-bug')).toBe('does not have the tag bug');
  });

  test.each([
    ['+bug', 'has the tag bug'],
    ['project.none:', 'project is absent'],
    ['project.is:', 'project is absent'],
    ['project.isnt:', 'project is present'],
    ['agent:tester', 'agent is "tester"'],
    ['agent.not:tester', 'agent is not "tester"'],
    ['description:Fix', 'description starts with "Fix"'],
    ['description.not:Fix', 'description does not start with "Fix"'],
    ['project:web', 'project is, or is below, "web"'],
    ['project.not:web', 'project is neither, nor below, "web"'],
    ['project.is:web', 'project is exactly "web"'],
    ['status:pending', 'status is "pending"'],
    ['priority.above:L', 'priority is after "L"'],
    ['tags:bug,ui', 'tags has bug,ui'],
    ['tags.not:bug', 'tags does not have all of bug'],
    ['depends:1-3', 'depends is among 1-3'],
    ['id.not:2,4', 'id is not among 2,4'],
    ['id < 3', 'id is less than 3'],
    ['urgency:5', 'urgency is 5'],
    ['recur:weekly', 'recur is weekly'],
    ['has_doc:yes', 'has_doc is "yes"'],
    ['due.not:today', 'due is not on the day of 2026-07-30T00:00:00Z up to 2026-07-31T00:00:00Z (today: today)'],
    ['due.is:now', 'due is exactly 2026-07-30T14:30:00Z (now: now)'],
    ['due.any:', 'due is present'],
    ['due:scheduled', "due matches the task's scheduled"],
    ['description ~ ^a', 'description matches the regular expression "^a"'],
    ['/lo+/', 'description or a note matches the regular expression /lo+/'],
    ['login', 'description or a note contains "login"'],
    ['1-3 5', 'is one of the tasks 1-3, 5'],
    ['2', 'is task 2'],
    ['urgency > 5', 'urgency is more than 5'],
    [
      '-READY',
      'is not READY: can be started now: pending, not blocked, not scheduled for later, no open subtasks, no claim, no run',
    ],
    ['@bugs', 'the view @bugs'],
    ['! +bug', 'not'],
    ['1 +bug', 'all of'],
    ['1 or +bug', 'at least one of'],
    ['1 xor +bug', 'an odd number of'],
    ['', 'every task'],
  ])('puts %s in words', (filter, words) => {
    expect(explain(filter).root.words).toBe(words);
  });

  test.each([
    ['+bug urgency > 3', 'has the tag bug and urgency is more than 3, open ones'],
    ['status:pending ( 2 or ! +bug )', 'status is "pending" and (is task 2 or not: has the tag bug)'],
    ['@bugs', 'the view @bugs, open ones'],
  ])('puts all of %s in one sentence', (filter, words) => {
    expect(explain(filter).words).toBe(words);
  });

  test('names a task of a permanent id by its number', () => {
    const [task] = sampleFacts().queue.all();
    expect(explain(task!.uuid).words).toBe(`is task ${task!.id}`);
  });

  test('weighs urgency as the filter does', () => {
    const coefficients = { ...DEFAULT_COEFFICIENTS, next: 200 };
    const filter = compileFilter('urgency > 100', { clock, coefficients });
    expect(filter.select(sampleFacts()).map(({ id }) => id)).toEqual([3]);
    expect(explainFilter(filter, sampleFacts()).root.selects).toBe(1);
  });

  test('says where each part stands', () => {
    const filter = '  login xor ! +bug due.before:today project > "a b" 1-2 5 /x/ @bugs due  ';
    const texts = ({ span, parts }: ExplainedPart): string[] => [
      filter.slice(span.offset, span.offset + span.length),
      ...parts.filter(({ text }) => !text.startsWith('@')).flatMap(texts),
    ];
    expect(texts(explain(filter).root)).toEqual([
      filter.trim(),
      'login',
      '! +bug due.before:today project > "a b" 1-2 5 /x/ @bugs due',
      '! +bug',
      '+bug',
      'due.before:today',
      'project > "a b"',
      '1-2 5',
      '/x/',
      'due',
    ]);
  });

  test('counts what each part selects', () => {
    const { root, total } = explain('@bugs and ! +COMPLETED');
    expect(total).toBe(9);
    expect(root).toMatchObject({
      text: '@bugs and ! +COMPLETED',
      selects: 1,
      parts: [
        { text: '@bugs', selects: 2, parts: [{ text: '+bug or type:bug', parts: [{ selects: 2 }, { selects: 1 }] }] },
        { text: '! +COMPLETED', selects: 8, parts: [{ selects: 1 }] },
      ],
    });
  });

  test.each([
    ['+bug', 'tag bug', 2],
    ['+PENDING +bug', 'tag bug', 2],
    ['+bug or +next', 'tag bug + tag next', 3],
    ['+READY', 'open tasks', 7],
    ['status:completed', 'status completed', 1],
    ['status:pending', 'open tasks', 7],
    ['project:web', 'project web', 2],
    ['project.none:', 'none: every task', 9],
    ['project:', 'no project', 6],
    ['agent:tester', 'agent tester', 1],
    ['tags:bug,ui', 'tag ui', 1],
    ['tags:ui,bug', 'tag ui', 1],
    ['+bug +PENDING', 'tag bug', 2],
    ['claim.any:', 'claims', 2],
    ['+CLAIMED', 'claims', 2],
    ['1-3', 'ids', 3],
    ['1-1000', 'none: every task', 9],
    ['id:2', 'ids', 1],
    ['22222222', 'ids', 1],
    ['uuid:22222222', 'uuid', 1],
    ['depends:2', 'depends 2', 1],
    ['parent:1', 'parent 1', 1],
    ['parent:5', 'parent 5', 1],
    ['+LATEST', 'the last id', 1],
    ['! +bug', 'none: every task', 9],
    ['@bugs', 'none: every task', 9],
    ['@tagged', 'tag bug', 2],
    ['+STALE', 'claims', 2],
    ['claim:s1', 'claims', 2],
    ['claim.has:s1', 'claims', 2],
    ['claim:', 'none: every task', 9],
    ['claim.not:s1', 'none: every task', 9],
    ['1-9', 'ids', 9],
    ['1-10', 'none: every task', 9],
    ['3-10', 'ids', 7],
    ['22222222-1111-4111-8111-111111111111', 'ids', 1],
    ['uuid:22222222-1111-4111-8111-111111111111', 'uuid', 1],
    ['22222222 1-1000', 'none: every task', 9],
    ['uuid:2222', 'none: every task', 9],
    ['uuid:', 'none: every task', 9],
    ['uuid.has:2222', 'none: every task', 9],
    ['tags.has:bug', 'tag bug', 2],
    ['tags.is:bug', 'tag bug', 2],
    ['tags.not:bug', 'none: every task', 9],
    ['tags:', 'none: every task', 9],
    ['depends.has:2', 'depends 2', 1],
    ['depends.is:2', 'depends 2', 1],
    ['depends:22222222-1111-4111-8111-111111111111', 'depends 22222222-1111-4111-8111-111111111111', 1],
    ['depends:1-3', 'none: every task', 9],
    ['depends:22222222', 'none: every task', 9],
    ['depends:99', 'depends 99', 0],
    ['depends:', 'none: every task', 9],
    ['project.is:web', 'project web', 1],
    ['project.not:web', 'none: every task', 9],
    ['agent.is:tester', 'agent tester', 1],
    ['agent:', 'no agent', 7],
    ['type:bug', 'none: every task', 9],
    ['status:deleted', 'status deleted', 1],
    ['status:waiting', 'open tasks', 7],
    ['status:', 'none: every task', 9],
    ['status.has:del', 'none: every task', 9],
    ['+bug or login', 'none: every task', 9],
    ['+bug xor +ui', 'none: every task', 9],
  ])('%s uses the index: %s, %d candidates', (filter, name, candidates) => {
    const facts = sampleFacts();
    explain(filter, undefined, facts);
    expect(explain(filter, undefined, facts).index).toEqual({ name, candidates });
  });

  test.each(['+bug', 'project:web', 'agent:tester', 'status:completed', 'parent:1', 'uuid:22222222', '22222222'])(
    '%s: the first who asks looks at every task, since making the index costs more',
    (filter) => {
      const facts = sampleFacts();
      expect(candidatesFor(compileFilter(filter, { clock }).ast.where, facts)).toBeUndefined();
    },
  );

  test('a whole uuid is found at once, without an index', () => {
    const whole = compileFilter(`uuid:${sample[1]!.uuid}`, { clock }).ast.where;
    expect(candidatesFor(whole, sampleFacts())).toMatchObject({ index: 'uuid', size: 1 });
  });

  test.each([
    ['+PENDING and +bug and project:web', 1, ['+bug']],
    ['+PENDING and +bug and project:web', 3, ['+bug', 'project:web']],
    ['+PENDING and +bug and project:web', 2, []],
    ['+bug or +next', 1, ['+bug', '+next']],
    ['! ( +PENDING or +bug )', 2, ['+PENDING', '+bug']],
    ['! ( +PENDING or +bug )', 1, ['+PENDING']],
    ['+bug xor +ui', 2, ['+bug xor +ui']],
    ['@bugs', 1, ['+bug', 'type:bug']],
  ])('%s: what keeps task %d out is %j', (filter, id, parts) => {
    expect(explain(filter, id).rejectedBy!.map(({ text }) => text)).toEqual(parts);
  });

  test('carries sort, limit and the canonical text', () => {
    expect(explain('pri:H  auth sort:due limit:3')).toMatchObject({
      canonical: 'priority:H and auth sort:due+ limit:3',
      sort: [{ attribute: 'due', descending: false }],
      limit: 3,
    });
  });
});
