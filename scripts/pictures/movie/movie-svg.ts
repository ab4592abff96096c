import { escaped, KEEP_BLANKS, LOOK, lineSvg, WIDTH } from '../../docs/pictures/svg.ts';
import { TERMINAL } from './at-terminal.ts';

/** A picture of the movie: the lines of a terminal, or a picture of the board as WebP. It stays for some seconds. */
export type Frame = { seconds: number } & ({ lines: readonly string[] } | { webp: Buffer });

/** Size of the movie in pixels. */
export const SIZE = {
  width: Math.ceil(TERMINAL.columns * LOOK.font * WIDTH + 2 * LOOK.margin),
  height: TERMINAL.rows * LOOK.line + 2 * LOOK.margin,
} as const;

/**
 * Makes an SVG that shows the frames one after the other, again and again. It has no scripts and no external files. A
 * reader who wants no motion sees the frame `still`.
 */
export function movieSvg(title: string, frames: readonly Frame[], still: number): string {
  const { width, height } = SIZE;
  const all = rounded(frames.reduce((sum, { seconds }) => sum + seconds, 0));
  const percent = (seconds: number) => rounded((100 * seconds) / all);
  let from = 0;
  const moves = frames.map(({ seconds }, at) => {
    const [begin, end] = [percent(from), percent(from + seconds)];
    from += seconds;
    const before = begin === 0 ? '' : '0%{visibility:hidden}';
    const after = end < 100 ? `${end}%,100%{visibility:hidden}` : '';
    return `@keyframes f${at}{${before}${begin}%{visibility:visible}${after}}#f${at}{animation:f${at} ${all}s step-end infinite}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    '<style>',
    `.f{visibility:hidden}${KEEP_BLANKS}`,
    '@media(prefers-reduced-motion:no-preference){',
    ...moves,
    '}',
    `@media(prefers-reduced-motion:reduce){#f${still}{visibility:visible}}`,
    '</style>',
    `<clipPath id="c"><rect width="${width}" height="${height}" rx="8"/></clipPath>`,
    `<g clip-path="url(#c)"><rect width="${width}" height="${height}" fill="${LOOK.background}"/>`,
    `<g fill="${LOOK.text}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${LOOK.font}">`,
    ...frames.map((frame, at) => `<g class="f" id="f${at}">${contentOf(frame)}</g>`),
    '</g></g>',
    '</svg>',
    '',
  ].join('\n');
}

function contentOf(frame: Frame): string {
  if ('webp' in frame)
    return `<image width="${SIZE.width}" height="${SIZE.height}" href="data:image/webp;base64,${frame.webp.toString('base64')}"/>`;
  return frame.lines
    .map((line, row) => [line, LOOK.margin + (row + 0.75) * LOOK.line] as const)
    .filter(([line]) => line !== '')
    .map(([line, y]) => `<text x="${LOOK.margin}" y="${y}">${lineSvg(line)}</text>`)
    .join('');
}

const rounded = (value: number) => Number(value.toFixed(3));
