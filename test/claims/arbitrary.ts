import fc from 'fast-check';

const letters = fc.constantFrom('a', 'b', 'c');

const classes = fc.constantFrom('[ab]', '[a-b]', '[^a]', '[^ab]', '[b-c]', '[a.]', '[^.]');

const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: letters },
  { weight: 2, arbitrary: fc.constantFrom('*', '?') },
  { weight: 1, arbitrary: fc.constantFrom('.', '{a..b}', '**') },
  { weight: 1, arbitrary: classes },
);

const name = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));

const braces = fc
  .array(
    fc.oneof(
      name,
      fc.constant(''),
      fc.tuple(name, name).map(([a, b]) => `${a}{${b},c}`),
    ),
    {
      minLength: 2,
      maxLength: 3,
    },
  )
  .map((options) => `{${options.join(',')}}`);

const segment = fc.oneof(
  { weight: 5, arbitrary: name },
  { weight: 2, arbitrary: fc.constant('**') },
  { weight: 1, arbitrary: fc.tuple(letters, braces, fc.constantFrom('', 'b', '*')).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: braces },
  { weight: 1, arbitrary: fc.tuple(name, name, name).map(([a, b, c]) => `{${a}/${b},${c}}`) },
);

/** Globs over a small alphabet, of every kind that a scope may contain. Some do not parse. */
export const globs: fc.Arbitrary<string> = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'))
  .filter((glob) => !glob.includes('***'));
