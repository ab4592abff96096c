export { postgresBackend } from './backend.ts';
export { queuesInDatabase } from './queues.ts';
export { prepareDatabase } from './table.ts';
