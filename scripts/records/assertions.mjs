import { relative, sep } from 'node:path';
import ts from 'typescript';

/** Folders whose schemas declare the fields of records. */
const DECLARED = ['src/domain/kinds/', 'src/domain/fields/'];
/** Files whose types are themselves what nobody may assert. */
const MADE = ['src/domain/instant.ts', 'src/domain/task-date.ts'];

/**
 * Finds the type assertions that make a record, a part of one, or a date: by the asserted type, whatever it is called.
 * `any` and `never` count where the place expects such a type.
 * @param root the folder of the repository
 * @param files paths of the sources
 * @returns the file, the line and the text of each assertion
 */
export function recordAssertions(root, files, options) {
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const pathOf = (file) => relative(root, file).split(sep).join('/');
  const wanted = new Set(files.map(pathOf));
  const instants = new Set(MADE);
  const found = [];

  const isDeclared = (symbol) =>
    (symbol?.declarations ?? []).some((declaration) => {
      const path = pathOf(declaration.getSourceFile().fileName);
      return DECLARED.some((folder) => path.startsWith(folder));
    });
  const known = new Map();
  const isRecord = (type, depth = 0) => {
    if (depth > 4) return false;
    if (known.has(type)) return known.get(type);
    known.set(type, false);
    const is = decide(type, depth);
    known.set(type, is);
    return is;
  };
  const decide = (type, depth) => {
    const alias = type.aliasSymbol?.declarations?.[0];
    if (alias && instants.has(pathOf(alias.getSourceFile().fileName))) return true;
    if (type.flags & ts.TypeFlags.TemplateLiteral) return isDate(type);
    if (type.isUnionOrIntersection()) return type.types.some((one) => isRecord(one, depth + 1));
    if (!(type.flags & ts.TypeFlags.Object)) return false;
    const elements = [
      ...(checker.isArrayType(type) || checker.isTupleType(type) ? checker.getTypeArguments(type) : []),
      ...[checker.getIndexTypeOfType?.(type, ts.IndexKind.String)].filter(Boolean),
    ];
    if (elements.length > 0) return elements.some((one) => isRecord(one, depth + 1));
    return checker.getPropertiesOfType(type).some((property) => isDeclared(property) || isDateField(property));
  };
  const isDate = (type) => /^`\$\{number\}-\$\{number\}-\$\{number\}/.test(checker.typeToString(type));
  const isDateField = (property) => {
    const node = property.valueDeclaration;
    if (!node) return false;
    const type = checker.getTypeOfSymbolAtLocation(property, node);
    return (type.isUnion() ? type.types : [type]).some(
      (one) => one.flags & ts.TypeFlags.TemplateLiteral && isDate(one),
    );
  };
  const assertedType = (node) => {
    const type = checker.getTypeAtLocation(node.type);
    if (!(type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never))) return type;
    return checker.getContextualType(node) ?? type;
  };

  for (const source of program.getSourceFiles()) {
    const path = pathOf(source.fileName);
    if (!wanted.has(path)) continue;
    const visit = (node) => {
      const isAssertion = ts.isAsExpression(node) || ts.isTypeAssertionExpression(node);
      if (isAssertion && !ts.isConstTypeReference(node.type) && isRecord(assertedType(node))) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push({ path, line: line + 1, text: `as ${node.type.getText().replaceAll(/\s+/g, ' ')}` });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}
