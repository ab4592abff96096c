/** Differences that concern tasks, not filters. */
export const BEHAVIOUR: readonly { what: string; theirs: string; ours: string; reason: string }[] = [
  {
    what: 'short ids',
    theirs: 'change when tasks are closed',
    ours: 'a counter that only grows; closed tasks keep their numbers',
    reason: 'several agents mention task 12 at the same time',
  },
  {
    what: 'a past `until`',
    theirs: 'the next report deletes the task on disk; in that one command it still blocks others',
    ours: 'deleted for every reader at once, with the until as its end; the next write stores it',
    reason: 'a read changes nothing, and an answer is consistent',
  },
  {
    what: 'recurrence of zero or less',
    theirs: 'recur:0d with a past due date never returns',
    ours: 'an error',
    reason: 'a recurrence has to move forward',
  },
  {
    what: 'monthly from the 31st',
    theirs: '28 February, and the 28th for good; 1mo is 30 days; P2M loses the time of day',
    ours: '28 February, then 31 March: counted from the first date, with the same clock time',
    reason: 'people water plants at nine in summer and in winter',
  },
  {
    what: 'missed recurrences',
    theirs: 'one instance for each',
    ours: 'the last one that was missed, and the next one',
    reason: 'after a month away, nobody waters plants thirty times',
  },
  {
    what: 'circles of dependencies',
    theirs: 'some are accepted, since the search leaves branches out',
    ours: 'refused, naming the circle',
    reason: 'a task that depends on itself never becomes ready',
  },
  {
    what: 'deleting a blocker',
    theirs: 'unblocks its dependents',
    ours: 'it still blocks its dependents, until a person removes the dependency',
    reason: 'nobody did what they needed, and agents start what is ready',
  },
  {
    what: 'completing the middle of a chain',
    theirs: 'asks whether to join the ends',
    ours: 'changes nothing but the task',
    reason: "agents can't answer, and the dependency had a reason",
  },
  {
    what: 'undo',
    theirs: 'one task at a time, by any author',
    ours: "a whole command, by default the caller's last one; refused if others have changed the same field since",
    reason: 'several agents write to one queue',
  },
  {
    what: 'names of tags',
    theirs: 'almost any character',
    ours: 'only characters that a filter can write: no blanks, operators, quotes or , ; : ?',
    reason: '+tag selects every tag',
  },
  {
    what: 'the clock and the zone',
    theirs: "the machine's",
    ours: 'parameters, fixed for one answer',
    reason: 'an answer can be repeated',
  },
];
