export { s3Backend } from './backend.ts';
export { prepareBucket, queuesInBucket } from './prepare.ts';
