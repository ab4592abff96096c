import ts from 'typescript';

/** A place that takes the words of a command line apart. */
export interface LineParser {
  path: string;
  line: number;
  way: string;
  code: string;
}

/** A word of a command line that is a flag, or ends the flags. */
const FLAG = /^(--([a-z].*)?|-[a-zA-Z])$/;
/** Methods that read a word, or look for it. */
const READS = /^(startsWith|includes|indexOf|lastIndexOf|findIndex|has|split)$/;
/** The source of a pattern that begins with a flag: not a number, and not three dashes. */
const FLAG_PATTERN = /^\/\^\(?(\?:)?(--(\?|\(|\[|[a-zA-Z]|\\w|\$)|-(\(|\[\^?[a-zA-Z]|[a-zA-Z]|\\w|\?-|\{1,2\}))/;
/** The source of a pattern between words. */
const BLANKS = /^\/( |\\s|\[ \\t\]|\[\\s\])[+]?\/[gu]*$/;
/** Names of what a person typed. */
const LINE = /^(argv|args|line|lines|typed|command|commandLine|words|given|said|asked)$|(Line|Words|Args)$/;
/** Libraries that parse command lines. */
const LIBRARIES =
  /^(arg|cac|citty|clipanion|command-line-args|commander|getopts|meow|minimist|mri|sade|yargs(-parser)?)$/;
/** Most modules contain none of this, and needn't be parsed. */
const WORTH_READING = /argv|parseArgs|['"`]-|\/\^\(?(?:\?:)?-|\.split\(| from '(?!node:)[a-z]/;
const EQUALS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** Finds the code that reads the words of a command line. @param path decides the language */
export function lineParsers(path: string, text: string): LineParser[] {
  if (!WORTH_READING.test(text)) return [];
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const file = ts.createSourceFile(path, text, options, true);
  const found: LineParser[] = [];
  const put = (way: string, node: ts.Node) => {
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    found.push({ path, line, way, code: node.getText(file).split('\n', 1)[0]! });
  };
  const visit = (node: ts.Node): void => {
    const way = wayOf(node, file);
    if (way) put(way, node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function wayOf(node: ts.Node, file: ts.SourceFile): string | undefined {
  if (ts.isImportDeclaration(node)) return importWay(node);
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'argv' && node.expression.getText(file) === 'process')
    return isProgram(node.parent) ? undefined : 'reads the arguments of the process';
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'parseArgs') return 'has a library parse words';
  if (ts.isRegularExpressionLiteral(node) && FLAG_PATTERN.test(node.text)) return 'has a pattern of a flag';
  if (ts.isBinaryExpression(node) && EQUALS.has(node.operatorToken.kind))
    return isFlag(node.left) || isFlag(node.right) ? 'compares a word with a flag' : undefined;
  if (ts.isCaseClause(node)) return isFlag(node.expression) ? 'compares a word with a flag' : undefined;
  return ts.isCallExpression(node) ? callWay(node, file) : undefined;
}

/** Checks whether an expression is the path of the program, which stands before the words. */
const isProgram = (node: ts.Node): boolean =>
  ts.isElementAccessExpression(node) && /^[01]$/.test(node.argumentExpression.getText());

function importWay({ moduleSpecifier, importClause }: ts.ImportDeclaration): string | undefined {
  const from = (moduleSpecifier as ts.StringLiteral).text;
  const named = importClause?.namedBindings;
  const names =
    named && ts.isNamedImports(named) ? named.elements.map((one) => (one.propertyName ?? one.name).text) : [];
  const isOwn = /^(node:)?util$/.test(from) && names.includes('parseArgs');
  const isArgv = /^(node:)?process$/.test(from) && names.includes('argv');
  if (isArgv) return 'reads the arguments of the process';
  return isOwn || LIBRARIES.test(from) ? 'has a library parse words' : undefined;
}

function callWay({ expression, arguments: [first] }: ts.CallExpression, file: ts.SourceFile): string | undefined {
  if (!first || !ts.isPropertyAccessExpression(expression)) return undefined;
  const method = expression.name.text;
  if (READS.test(method) && (isFlag(first) || (method === 'startsWith' && isText(first, '-'))))
    return 'searches for a flag';
  if (method !== 'split' || !LINE.test(lastName(expression.expression) ?? '')) return undefined;
  return isText(first, ' ') || BLANKS.test(first.getText(file)) ? 'splits a line into words' : undefined;
}

/** Returns the name of a value: of a variable, a property, or what a method returns a part of. */
function lastName(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node)) return lastName(node.expression);
  if (ts.isElementAccessExpression(node)) return lastName(node.expression);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return lastName(node.expression.expression);
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}

const isText = (node: ts.Node, text: string): boolean => ts.isStringLiteralLike(node) && node.text === text;
const isFlag = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && FLAG.test(node.text);
