/** Characters with the same colour and style. */
interface Span {
  text: string;
  bold: boolean;
  faint: boolean;
  underlined: boolean;
  colour: keyof typeof COLOURS | undefined;
}

const COLOURS = { 31: '#f47067', 32: '#8ddb8c', 33: '#e0b85c' } as const;
export const LOOK = {
  background: '#1c2128',
  text: '#cdd9e5',
  prompt: '#768390',
  font: 14,
  line: 20,
  margin: 18,
} as const;
/** A rule of style that keeps columns. Browsers ignore `xml:space` at a group. */
export const KEEP_BLANKS = 'text{white-space:pre}';
/** Width of a character in a monospaced font, relative to its size. */
export const WIDTH = 0.6;

/**
 * Draws a terminal with the given number of columns as SVG: the typed lines and their coloured output. The picture has
 * no scripts and no external fonts.
 */
export function terminalSvg(title: string, lines: readonly { typed: string; said: string }[], columns: number): string {
  const rows = lines.flatMap(({ typed, said }) => [
    `<tspan fill="${LOOK.prompt}">$ </tspan>${escaped(typed)}`,
    ...said.trimEnd().split('\n').map(lineSvg),
    '',
  ]);
  rows.pop();
  const width = Math.ceil(columns * LOOK.font * WIDTH + 2 * LOOK.margin);
  const height = rows.length * LOOK.line + 2 * LOOK.margin;
  const texts = rows.map(
    (row, i) => `<text x="${LOOK.margin}" y="${LOOK.margin + (i + 0.75) * LOOK.line}">${row}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${KEEP_BLANKS}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${LOOK.background}"/>`,
    `<g fill="${LOOK.text}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${LOOK.font}">`,
    ...texts.filter((_, i) => rows[i] !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Draws a line of the terminal with its colours, as the content of a `text` element. */
export function lineSvg(line: string): string {
  return spansOf(line).map(spanSvg).join('');
}

const ESCAPE = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`);

/**
 * Splits a line at its escape sequences. Supports only sequences for colour and style, because pictures contain no
 * others.
 */
function spansOf(line: string): Span[] {
  const plain: Omit<Span, 'text'> = { bold: false, faint: false, underlined: false, colour: undefined };
  let look = plain;
  return line.split(ESCAPE).flatMap((part, i) => {
    // Every second part is the content of an escape sequence.
    const codes = i % 2 === 1 ? part : undefined;
    if (codes === undefined) return part === '' ? [] : [{ ...look, text: part }];
    for (const code of codes.split(';').map(Number)) look = changed(look, code, plain);
    return [];
  });
}

function changed(look: Omit<Span, 'text'>, code: number, plain: Omit<Span, 'text'>): Omit<Span, 'text'> {
  if (code === 0) return plain;
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, faint: true };
  if (code === 4) return { ...look, underlined: true };
  if (code === 22) return { ...look, bold: false, faint: false };
  if (code === 24) return { ...look, underlined: false };
  if (code === 39) return { ...look, colour: undefined };
  if (code in COLOURS) return { ...look, colour: code as keyof typeof COLOURS };
  throw new Error(`no picture knows the look ${code}`);
}

function spanSvg({ text, bold, faint, underlined, colour }: Span): string {
  const looks = [
    ...(bold ? ['font-weight="bold"'] : []),
    ...(faint ? ['opacity="0.6"'] : []),
    ...(underlined ? ['text-decoration="underline"'] : []),
    ...(colour ? [`fill="${COLOURS[colour]}"`] : []),
  ];
  return looks.length === 0 ? escaped(text) : `<tspan ${looks.join(' ')}>${escaped(text)}</tspan>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
