/** The service answers in a fixed form of XML without attributes, so a parser would do no more than this. */

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Returns the text of the first element of this name. */
export function elementText(xml: string, name: string): string | undefined {
  return allIn(xml, name)[0];
}

/** Returns the contents of all elements of this name. Elements in them keep their tags. */
export function allIn(xml: string, name: string): string[] {
  return Array.from(xml.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, 'g')), ([, text]) => decoded(text!));
}

function decoded(text: string): string {
  if (text.includes('<')) return text;
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name) return NAMED[name] ?? all;
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
