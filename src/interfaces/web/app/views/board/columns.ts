import type { Column } from '../../data/types.ts';

/** The columns in their order, in the words of people. */
export const COLUMNS: readonly { name: Column; title: string; empty: string }[] = [
  { name: 'todo', title: 'To do', empty: 'Press c to write down what is to be done.' },
  { name: 'progress', title: 'In progress', empty: 'Drag a card here, or let a run take one.' },
  { name: 'review', title: 'In review', empty: 'Results of runs wait here for your verdict.' },
  { name: 'done', title: 'Done', empty: 'What is completed or merged.' },
];

export function titleOf(column: Column): string {
  return COLUMNS.find(({ name }) => name === column)!.title;
}
