import { readFileSync } from 'node:fs';
import { createFacts, type Facts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Priority, Status, Task } from '../../src/domain/task/task.ts';

/** The recorded answers of Taskwarrior and the tasks they are about. */

/** Index of the task that depends on a deleted one only. Taskwarrior calls it ready; here it waits for a person. */
export const AFTER_DELETED = 210;

export interface OracleCase {
  filter: string;
  expect: number[] | 'error';
  differs_from_taskwarrior?: string;
}

export interface OracleFile {
  now: string;
  timezone: string;
  cases: OracleCase[];
}

export function readOracle<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/oracle/${name}.json`, import.meta.url), 'utf8'));
}

interface Exported {
  id: number;
  uuid: string;
  description: string;
  status: Status;
  entry: string;
  modified: string;
  parent?: string;
  priority?: Priority;
  project?: string;
  tags?: string[];
  depends?: string[];
  recur?: string;
  annotations?: { entry: string; description: string }[];
  legacyref?: string;
  [date: string]: unknown;
}

const DATES = ['entry', 'modified', 'start', 'end', 'due', 'scheduled', 'wait', 'until'];

const instant = (compact: string) => compact.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');

export function oracleTasks(): Task[] {
  return readOracle<Exported[]>('tasks').map((row) => {
    const { id, uuid, description, status, priority, project, tags, depends, recur, parent } = row;
    const dates = Object.fromEntries(
      DATES.filter((name) => name in row).map((name) => [name, instant(row[name] as string)]),
    );
    const annotations = row.annotations?.map((note, i) => ({
      id: String(i),
      at: instant(note.entry),
      actor: 'human:tw',
      text: note.description,
    }));
    return {
      id,
      uuid,
      description,
      status,
      priority,
      project,
      tags,
      depends,
      recur,
      annotations,
      template: parent,
      ...(row.legacyref ? { extra: { legacyref: row.legacyref } } : {}),
      ...dates,
    } as unknown as Task;
  });
}

export function oracleFacts(now: string, zone: string, tasks = oracleTasks()): Facts {
  return createFacts({ queue: createQueue(tasks), now: Date.parse(now), zone });
}
