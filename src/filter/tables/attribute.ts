import type { Actor } from '../../domain/actor.ts';
import type { Matching } from '../../domain/fields/row.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TagSource } from '../../domain/urgency/virtual-tags.ts';

/** An attribute that filters can use. Its type decides the possible operations and values. */
export type Attribute = Common &
  (
    | { type: 'text'; read: (task: Task, facts: Facts) => string | undefined; matching: Matching; alsoIn?: AlsoIn }
    /** A value from a list of words. If `ranked`, earlier words are higher, and an absent value is lowest. */
    | {
        type: 'choice';
        read: (task: Task, facts: Facts) => string | undefined;
        values: readonly string[];
        ranked: boolean;
      }
    /** A date as an instant. A day is its first second in the zone of the facts. */
    | { type: 'date'; read: (task: Task, facts: Facts) => Instant | undefined }
    | { type: 'number'; read: (task: Task, facts: Facts) => number | undefined }
    /** A number that is computed with the filter's urgency coefficients. */
    | { type: 'urgency' }
    | { type: 'duration'; read: (task: Task) => string | undefined }
    | {
        type: 'set';
        read: (task: Task, facts: Facts) => readonly string[];
        matching: Matching;
        lists: boolean;
        elements?: Elements;
      }
    /** Values whose types are unknown: numbers, dates and texts. */
    | { type: 'value'; read: (task: Task) => readonly string[] }
    /** uuids of other tasks. A filter names them by id, uuid or uuid prefix. */
    | { type: 'reference'; read: (task: Task, queue: TaskQueue) => readonly string[] }
    /** An author of the task. `date` is the attribute with the time, which people often mean. */
    | { type: 'author'; read: (task: Task, facts: Facts) => Actor | undefined; date: string }
    /** The words in all texts of a task. */
    | { type: 'words' }
    | { type: 'flag'; read: (task: Task, facts: Facts) => boolean }
  );

/** Who `@me` stands for. */
export interface FilterCaller {
  actor: Pick<Actor, 'kind' | 'name'>;
  /** Assignees that mean the caller. */
  names: readonly string[];
  /** Holder path of the caller's claims. */
  holder: string;
}

interface Common {
  name: string;
  doc: string;
  /** An example of a filter with the attribute. Tests run every example. */
  example: string;
  /**
   * Set for Taskwarrior's attributes. They differ from others: abbreviations prefer them, their name without a value
   * selects the tasks that have them, and they can be operands.
   */
  taskwarrior?: true;
  /** Other records that affect the attribute's value. A view that shows the value must subscribe to their changes. */
  of?: readonly TagSource[];
  /** Set if `@me` is a value. Returns the values that stand for the caller. Authors don't need it. */
  ofCaller?: (caller: FilterCaller) => readonly string[];
  /** Set if no agent can change the value while a run has the task. Rules of autonomy land by no other attribute. */
  ofRules?: 'guarded';
  /** True if the value depends on unrelated tasks, so that a change of any task may change it. */
  wide?: true;
}

/** The possible elements of a set. Without it, every text is one. */
interface Elements {
  /** What they are, for a message in the plural: `ids of bets`. */
  noun: string;
  /** Description of a valid element. */
  expected: string;
  /** Returns the stored form of a written element; undefined if it can't be one. */
  spell: (written: string) => string | undefined;
  /** The elements that a mistyped one may mean. */
  known?: readonly string[];
}

/** Returns other texts of a task that a search includes. Comparisons ignore them. */
type AlsoIn = (task: Task) => readonly { text: string }[] | undefined;
