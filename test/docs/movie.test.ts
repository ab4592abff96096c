import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { movieSvg } from '../../scripts/pictures/movie/movie-svg.ts';

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');

test('the movie is small, has no scripts and no external files, and stands near the top of the README', () => {
  const movie = read('docs/pictures/first-run.svg');
  expect(movie.length).toBeLessThan(1_024 * 1_024);
  expect(movie).not.toMatch(/<script|href="(?!data:image\/webp)|url\((?!#)/);
  for (const typed of ['backlog add', 'backlog run 1', 'backlog review r1', 'backlog approve r1'])
    expect(movie, typed).toContain(`$ ${typed}`);
  expect(movie.match(/<image /g)).toHaveLength(2);
  expect(read('README.md').split('\n').slice(0, 20).join('\n')).toMatch(
    /!\[[^\]]{60,}\]\(docs\/pictures\/first-run\.svg\)/,
  );
});

test('each frame is visible in its part of the time, one after the other, and one without motion', () => {
  const svg = movieSvg(
    'Two',
    [
      { seconds: 1, lines: ['$ a'] },
      { seconds: 3, lines: ['b  c'] },
    ],
    1,
  );
  expect(svg).toContain('@keyframes f0{0%{visibility:visible}25%,100%{visibility:hidden}}');
  expect(svg).toContain('@keyframes f1{0%{visibility:hidden}25%{visibility:visible}}');
  expect(svg).toContain('#f1{animation:f1 4s step-end infinite}');
  expect(svg).toMatch(/prefers-reduced-motion:reduce\)\{#f1\{visibility:visible\}/);
  expect(svg).toContain('white-space:pre');
});
