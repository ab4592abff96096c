/** Differences about tasks, not filters. */
export const BEHAVIOUR: readonly { what: string; theirs: string; ours: string; reason: string }[] = [
  {
    what: 'short ids',
    theirs: 'given anew as tasks are closed',
    ours: 'a counter that never goes back; closed tasks keep theirs',
    reason: 'several agents speak of task 12 at once',
  },
  {
    what: 'a past `until`',
    theirs: 'the next report deletes the task on disk; in that one command it still blocks others',
    ours: 'deleted for every reader at once, its end being the until; stored by the next step that writes anyway',
    reason: 'a read changes nothing, and one answer does not contradict itself',
  },
  {
    what: 'recurrence of zero or less',
    theirs: 'recur:0d with a past due date never returns',
    ours: 'an error',
    reason: 'a period has to move forward',
  },
  {
    what: 'monthly from the 31st',
    theirs: '28 February, and the 28th for good; 1mo is 30 days; P2M loses the time of day',
    ours: '28 February, then 31 March: counted from the first date, which keeps its clock time, also over changes of clocks',
    reason: 'people who water plants at nine do so in summer and winter',
  },
  {
    what: 'missed recurrences',
    theirs: 'one instance for each',
    ours: 'the last one that was missed, and the next one',
    reason: 'after a month away nobody waters plants thirty times',
  },
  {
    what: 'circles of dependencies',
    theirs: 'some are accepted, since the search leaves branches out',
    ours: 'refused, naming the circle',
    reason: 'what waits for itself never becomes ready',
  },
  {
    what: 'completing the middle of a chain',
    theirs: 'asks whether to join the ends',
    ours: 'changes nothing but the task',
    reason: 'agents cannot be asked, and the dependency was there for a reason',
  },
  {
    what: 'undo',
    theirs: 'one task at a time, whoever changed it',
    ours: "a whole command, the caller's own last one unless said; refused when others have changed the same since",
    reason: 'several agents write to one queue',
  },
  {
    what: 'names of tags',
    theirs: 'almost any character',
    ours: 'none that a filter could not write: no blanks, operators, quotes or , ; : ?',
    reason: 'every tag can be asked for as +tag',
  },
  {
    what: 'the clock and the zone',
    theirs: "the machine's",
    ours: 'parameters, fixed while one filter is answered',
    reason: 'an answer can be repeated',
  },
];
