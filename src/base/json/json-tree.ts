/** The library that finds the positions of values in a JSON text. It is loaded only to change such a text. */
export {
  createScanner,
  findNodeAtLocation,
  type JSONScanner,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
