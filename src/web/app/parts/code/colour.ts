/** Colour of code -> what the grammars call what has it. Each is a class `code-…` and a colour `--code-…`. */
const COLOURS: Readonly<Record<string, readonly string[]>> = {
  word: ['keyword', 'literal', 'selector-tag', 'name', 'doctag', 'variable.language', 'strong'],
  text: ['string', 'regexp', 'char', 'link', 'code'],
  number: ['number', 'symbol', 'bullet'],
  note: ['comment', 'quote'],
  name: ['title', 'section', 'function', 'selector-id', 'selector-class'],
  kind: ['type', 'built_in', 'class', 'title.class', 'selector-pseudo', 'selector-attr'],
  field: ['attr', 'attribute', 'property', 'variable', 'template-variable', 'meta'],
};

const BY_SCOPE = new Map(Object.entries(COLOURS).flatMap(([colour, scopes]) => scopes.map((scope) => [scope, colour])));

/** The colour of a scope: its own, else that of what it is a part of (`title.function` is a `title`), else what is around it. */
export function colourOf(scope: string, around: string | undefined): string | undefined {
  if (scope === 'subst') return undefined;
  for (let name = scope; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const colour = BY_SCOPE.get(name);
    if (colour) return colour;
  }
  return around;
}
