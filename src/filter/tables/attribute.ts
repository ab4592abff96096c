import type { Matching } from '../../domain/fields/row.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TagSource } from '../../domain/urgency/virtual-tags.ts';

/** What can be asked of a task: one row per attribute; its type says which operations and values it takes. */
export type Attribute = Common &
  (
    | { type: 'text'; read: (task: Task, facts: Facts) => string | undefined; matching: Matching; alsoIn?: AlsoIn }
    /** One of a few words. `ranked`: compared by place in the list, first is highest, none is lowest. */
    | {
        type: 'choice';
        read: (task: Task, facts: Facts) => string | undefined;
        values: readonly string[];
        ranked: boolean;
      }
    | { type: 'date'; read: (task: Task) => Instant | undefined }
    | { type: 'number'; read: (task: Task, facts: Facts) => number | undefined }
    /** Urgency: a number whose weights come with the filter. */
    | { type: 'urgency' }
    | { type: 'duration'; read: (task: Task) => string | undefined }
    | { type: 'set'; read: (task: Task, facts: Facts) => readonly string[]; matching: Matching; lists: boolean }
    /** uuids of other tasks; values are ids, uuids and prefixes of uuids. */
    | { type: 'reference'; read: (task: Task, queue: TaskQueue) => readonly string[] }
    /** Words in all that is written in a task. */
    | { type: 'words' }
    | { type: 'flag'; read: (task: Task, facts: Facts) => boolean }
  );

interface Common {
  name: string;
  doc: string;
  /** A filter that uses it; every one is run by the tests. */
  example: string;
  /** Taskwarrior has it: its name may be abbreviated before ours, stand alone as "has one", and be compared with. */
  taskwarrior?: true;
  /** Other records that decide it: a view that shows the answer listens to their changes. */
  of?: readonly TagSource[];
  /** It says something of other tasks than those next to it: any change of a task may decide it. */
  wide?: true;
}

/** Further texts in which searching (not comparing) finds something. */
type AlsoIn = (task: Task) => readonly { text: string }[] | undefined;
