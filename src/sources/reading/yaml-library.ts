/** Loaded when there is YAML to read. */
export { isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
