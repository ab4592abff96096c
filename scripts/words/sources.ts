import { createRequire } from 'node:module';
import type ts from 'typescript';
import { Flow, HOLE } from './flow.ts';

// Loads the compiler by require. An import would need a second longer, because Node.js searches the whole compiler for
// names that it exports.
const compiler: typeof ts = createRequire(import.meta.url)('typescript');

/** Attributes of elements whose values people don't read. */
const ATTRIBUTES = /^(class|className|style|id|key|d|viewBox|for|href|type|role|part|slot|name|data-.*)$/;

/** Elements inside of which a sentence continues. */
const INLINE = /^(a|b|i|em|strong|code|kbd|span|small|mark|time|abbr)$/;

/**
 * Reads a source and returns its texts for people: strings, templates and texts of elements that contain a letter and a
 * blank.
 */
export function textsOfSource(file: string, source: string): Flow[] {
  const options = {
    languageVersion: compiler.ScriptTarget.Latest,
    jsDocParsingMode: compiler.JSDocParsingMode.ParseNone,
  };
  const tree = compiler.createSourceFile(file, source, options, false, kindOf(file));
  const flows: Flow[] = [];
  new Reader(tree, flows).visit(tree);
  return flows.filter(({ text }) => /\p{L}/u.test(text) && /\S\s+\S/.test(text));
}

function kindOf(file: string): ts.ScriptKind {
  if (file.endsWith('.json')) return compiler.ScriptKind.JSON;
  return file.endsWith('x') ? compiler.ScriptKind.TSX : compiler.ScriptKind.TS;
}

class Reader {
  readonly #tree: ts.SourceFile;
  readonly #flows: Flow[];

  constructor(tree: ts.SourceFile, flows: Flow[]) {
    this.#tree = tree;
    this.#flows = flows;
  }

  readonly visit = (node: ts.Node): void => {
    if (compiler.isImportDeclaration(node) || compiler.isExportDeclaration(node) || compiler.isTypeNode(node)) return;
    if (compiler.isJsxAttribute(node) && ATTRIBUTES.test(nameOf(node.name))) return;
    if (compiler.isPropertyAssignment(node)) this.visit(node.initializer);
    else if (compiler.isJsxElement(node) || compiler.isJsxFragment(node)) this.#element(node);
    else if (isText(node)) {
      const flow = new Flow(true);
      this.#string(node, flow);
      flow.text = flow.text.replace(/`[^`\n]*`/g, (code) => HOLE.repeat(code.length));
      this.#flows.push(flow);
    } else compiler.forEachChild(node, this.visit);
  };

  #string(node: ts.Node, flow: Flow): void {
    if (compiler.isStringLiteral(node)) flow.add(node.text, this.#line(node), false);
    else if (compiler.isNoSubstitutionTemplateLiteral(node)) this.#literal(node, flow);
    else if (compiler.isTemplateExpression(node)) {
      this.#literal(node.head, flow);
      for (const { expression, literal } of node.templateSpans) {
        this.#hole(expression, flow);
        this.#literal(literal, flow);
      }
    } else if (isSum(node)) {
      this.#string(node.left, flow);
      this.#string(node.right, flow);
    } else if (compiler.isParenthesizedExpression(node)) this.#string(node.expression, flow);
    else this.#hole(node, flow);
  }

  #literal(node: ts.TemplateLiteralLikeNode, flow: Flow): void {
    const broken = this.#line(node) !== this.#tree.getLineAndCharacterOfPosition(node.end).line + 1;
    flow.add(node.text, this.#line(node), broken);
  }

  /** Adds a computed value, which counts as one word. Strings inside of it are separate texts. */
  #hole(node: ts.Node, flow: Flow): void {
    flow.add(HOLE, this.#line(node));
    this.visit(node);
  }

  #element(node: ts.JsxElement | ts.JsxFragment): void {
    if (compiler.isJsxElement(node)) this.visit(node.openingElement.attributes);
    const flow = new Flow();
    for (const child of node.children) this.#child(child, flow);
    this.#flows.push(flow);
  }

  #child(node: ts.JsxChild, flow: Flow): void {
    if (compiler.isJsxText(node)) flow.add(node.text, this.#tree.getLineAndCharacterOfPosition(node.pos).line + 1);
    else if (compiler.isJsxElement(node) && INLINE.test(nameOf(node.openingElement.tagName))) {
      this.visit(node.openingElement.attributes);
      if (nameOf(node.openingElement.tagName) === 'code') flow.add(HOLE, this.#line(node));
      else for (const child of node.children) this.#child(child, flow);
    } else if (compiler.isJsxExpression(node)) {
      const { expression } = node;
      if (expression === undefined) return;
      if (compiler.isStringLiteral(expression)) flow.add(expression.text, this.#line(node), false);
      else this.#hole(expression, flow);
    } else this.visit(node);
  }

  #line(node: ts.Node): number {
    return this.#tree.getLineAndCharacterOfPosition(node.getStart(this.#tree)).line + 1;
  }
}

function isText(node: ts.Node): boolean {
  if (compiler.isStringLiteralLike(node) || compiler.isTemplateExpression(node)) return true;
  return isSum(node) && (isText(node.left) || isText(node.right));
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return compiler.isBinaryExpression(node) && node.operatorToken.kind === compiler.SyntaxKind.PlusToken;
}

function nameOf(node: ts.JsxAttributeName | ts.JsxTagNameExpression): string {
  return compiler.isIdentifier(node) ? node.text : '';
}
