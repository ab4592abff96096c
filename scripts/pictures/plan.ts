/** The records of `goal_save` and the tasks of the queue `plan`: every kind, every state, measures, gaps. */
export const GOALS = [
  { kind: 'vision', title: 'A solo builder never loses the thread' },
  { kind: 'pillar', ref: 'p', title: 'Lives in the repository', will: 'Work offline', wont: 'Hosted dashboards' },
  { kind: 'pillar', ref: 'q', title: 'Plain text first', will: 'Everything readable in an editor' },
  { kind: 'persona', ref: 'u', title: 'Sam, who builds alone', primary: true },
  { kind: 'persona', ref: 'w', title: 'Kim, who leads a team of five' },
  { kind: 'problem', ref: 'x', title: 'Context is lost between sessions', severity: 5, hurts: ['u drops the project'] },
  { kind: 'problem', title: 'Nobody knows which outcome a week served', severity: 4, hurts: ['w loses an afternoon'] },
  {
    ...{ kind: 'outcome', ref: 'o', title: 'Tasks finished in the editor', measure: 'tasks %' },
    ...{ baseline: 30, target: 70, reading: 41, pillars: ['p'] },
  },
  {
    ...{ kind: 'outcome', ref: 'r', title: 'Fewer reverted merges', measure: 'reverts a week' },
    ...{ baseline: 9, target: 2, reading: 5, by: 'in 60 days', pillars: ['q'] },
  },
  {
    ...{ kind: 'bet', ref: 'b', title: 'Stay in flow', state: 'now', by: 'in 20 days' },
    ...{ hypothesis: 'Faster lookup, fewer lost threads', outcomes: ['o'], problems: ['x'] },
  },
  { kind: 'bet', ref: 'c', title: 'Review before merge', state: 'next', outcomes: ['r', 'o'] },
  { kind: 'bet', title: 'A team mode with shared queues', state: 'idea' },
  { kind: 'bet', title: 'Sync everywhere', state: 'lost', learned: 'Nobody syncs more than two machines' },
  {
    ...{ title: 'Instant search', bet: 'b', why: 'People lose the thread while they wait', measure: 'p95 ms' },
    ...{ baseline: 400, target: 50, reading: 390, wont: 'Requests to a server', done_when: 'First result under 50 ms' },
  },
  { title: 'Second pair of eyes', bet: 'c', state: 'next', why: 'Agents overlook things' },
  { title: 'Small chores', upkeep: 'keeps the lights on' },
];

/** Later readings of the first goal. */
export const READINGS = [310, 240, 260, 120];

export const PLANNED = [
  { description: 'Cache the index', goal: 'I-1', priority: 'H' },
  { description: 'Rank the results', goal: 'I-1' },
  { description: 'Ask a second model', goal: 'I-2' },
  { description: 'Upgrade the linter', upkeep: 'security fixes' },
  { description: 'Rename the settings page' },
];
