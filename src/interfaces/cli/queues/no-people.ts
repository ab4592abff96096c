/** What to say about people where the queue has no list of them. */
export const NO_PEOPLE =
  'Only a queue in PostgreSQL has a list of people. To move this one there: `backlog store move postgres://db.example.org/backlog`. See as whom you act: `backlog whoami`';
