export { s3Backend } from './backend.ts';
export { prepareBucket } from './prepare.ts';
export { queuesInBucket } from './queues.ts';
