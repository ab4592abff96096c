import type { Matching } from '../../domain/fields/row.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TagSource } from '../../domain/urgency/virtual-tags.ts';

/** An attribute that filters can use. Its type decides the operations and values. */
export type Attribute = Common &
  (
    | { type: 'text'; read: (task: Task, facts: Facts) => string | undefined; matching: Matching; alsoIn?: AlsoIn }
    /** One of a few words. If `ranked`, earlier values are higher and an absent value is lowest. */
    | {
        type: 'choice';
        read: (task: Task, facts: Facts) => string | undefined;
        values: readonly string[];
        ranked: boolean;
      }
    | { type: 'date'; read: (task: Task) => Instant | undefined }
    | { type: 'number'; read: (task: Task, facts: Facts) => number | undefined }
    /** A number computed with the filter's coefficients. */
    | { type: 'urgency' }
    | { type: 'duration'; read: (task: Task) => string | undefined }
    | { type: 'set'; read: (task: Task, facts: Facts) => readonly string[]; matching: Matching; lists: boolean }
    /** uuids of other tasks. Values are ids, uuids and uuid prefixes. */
    | { type: 'reference'; read: (task: Task, queue: TaskQueue) => readonly string[] }
    /** Words in all texts of a task. */
    | { type: 'words' }
    | { type: 'flag'; read: (task: Task, facts: Facts) => boolean }
  );

interface Common {
  name: string;
  doc: string;
  /** A filter that uses the attribute. Tests run every example. */
  example: string;
  /** Taskwarrior's attributes win for abbreviations, select tasks that have them, and can be operands. */
  taskwarrior?: true;
  /** Other records that decide the value. A view that shows the result subscribes to their changes. */
  of?: readonly TagSource[];
  /** Does the value depend on unrelated tasks? Then a change of any task may affect it. */
  wide?: true;
}

/** Other texts that a search, but not a comparison, includes. */
type AlsoIn = (task: Task) => readonly { text: string }[] | undefined;
