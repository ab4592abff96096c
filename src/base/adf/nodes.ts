/** A node of the Atlassian Document Format. Everything may be missing: other programs write it. */
export interface AdfNode {
  type: string;
  text?: string;
  attrs?: Readonly<Record<string, unknown>>;
  content?: readonly AdfNode[];
  marks?: readonly AdfNode[];
}

export interface AdfDocument extends AdfNode {
  type: 'doc';
  version: 1;
  content: readonly AdfNode[];
}

/** Marks of texts that Markdown has, the outermost first. */
export const MARKS = ['link', 'strike', 'strong', 'em', 'code'] as const;

/** Maximum depth of nodes that are read. Deeper ones are left out of the text, which is then not written back. */
export const DEEPEST_NODE = 24;

export const childrenOf = ({ content }: AdfNode): readonly AdfNode[] => (Array.isArray(content) ? content : []);
export const adfText = ({ text }: AdfNode): string => (typeof text === 'string' ? text : '');
export const hasNodeMark = ({ marks }: AdfNode, name: string): boolean =>
  Array.isArray(marks) && marks.some((mark) => mark?.type === name);
export const adfLinkTarget = ({ marks }: AdfNode): string =>
  String(marks?.find((mark) => mark?.type === 'link')?.attrs?.href ?? '');
