import type { Task } from './task.ts';

/**
 * Names a task in a sentence or a list of names: `#12 Fix login`. Without the sign, "blocked by 1 Login" would read as a
 * count. Tables, whose first column is the number, don't need it.
 */
export const taskName = ({ id, description }: Pick<Task, 'id' | 'description'>): string => `#${id} ${description}`;
