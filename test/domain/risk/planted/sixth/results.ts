import { type Planted, plantedIn, swap } from '../planted.ts';

const ts = plantedIn('typescript');
const py = plantedIn('python');
const go = plantedIn('go');
const rs = plantedIn('rust');
const java = plantedIn('java');
const cs = plantedIn('csharp');
const rb = plantedIn('ruby');

/** Results of kinds that no other set has. */
export const sixth: Planted[] = [
  ts.bad(
    'carrier on the old port',
    'connection without encryption',
    'The token and the codes go over the network as plain text.',
    [swap('src/carrier.ts', "'https://api.carrier.example'", "'http://api.carrier.example'")],
  ),
  ts.bad(
    'a session for the shop',
    'cookie without protection',
    'Scripts of a page can read the cookie, and it goes over plain HTTP.',
    [
      swap(
        'src/server.ts',
        "  const url = new URL(request.url ?? '/', 'http://localhost');\n",
        "  response.setHeader('set-cookie', 'shop=' + String(request.headers.authorization) + '; Path=/');\n  const url = new URL(request.url ?? '/', 'http://localhost');\n",
      ),
    ],
  ),
  py.bad(
    'currencies are asserted',
    'validation by assert',
    'With python -O nothing checks the currency, which goes into an address.',
    [
      swap(
        'ledger/rates.py',
        '    if not (currency.isalpha() and len(currency) == 3):\n        raise ValueError(f"not a currency: {currency}")\n',
        '    assert currency.isalpha() and len(currency) == 3, f"not a currency: {currency}"\n',
      ),
    ],
  ),
  py.bad(
    'statements from a backup',
    'archive unpacked anywhere',
    'A member named ../../x is written outside the folder.',
    [
      swap('ledger/store.py', 'import sqlite3\n', 'import sqlite3\nimport tarfile\n'),
      swap(
        'ledger/store.py',
        '    def payees(self):\n',
        '    def restore(self, archive, folder):\n        """Unpacks a backup."""\n        with tarfile.open(archive) as packed:\n            packed.extractall(folder)\n\n    def payees(self):\n',
      ),
    ],
  ),
  go.bad(
    'links can be backed up',
    'file open to all users',
    'Everybody on the machine can read and change the links.',
    [swap('store/store.go', 'os.WriteFile(s.path, data, 0o600)', 'os.WriteFile(s.path, data, 0o666)')],
  ),
  go.bad(
    'links are written at once',
    'shared temporary file',
    'Anybody can put a link at this path before, and the server writes where it leads.',
    [
      swap(
        'store/store.go',
        '\treturn os.WriteFile(s.path, data, 0o600)\n',
        '\tif err := os.WriteFile("/tmp/linkd.json", data, 0o600); err != nil {\n\t\treturn err\n\t}\n\treturn os.Rename("/tmp/linkd.json", s.path)\n',
      ),
    ],
  ),
  rs.bad('percentiles without checks', 'memory safety off', 'An empty log reads memory that is not its own.', [
    swap('src/lib.rs', '#![forbid(unsafe_code)]\n', ''),
    swap(
      'src/report.rs',
      '    sorted.get(rank.saturating_sub(1)).copied()\n',
      '    Some(unsafe { *sorted.get_unchecked(rank.saturating_sub(1)) })\n',
    ),
  ]),
  java.bad('shifts get a link', 'guessable token', 'The link that lets a person confirm a shift can be guessed.', [
    swap(
      'src/main/java/org/roster/Shift.java',
      'import java.time.LocalDateTime;\n',
      'import java.time.LocalDateTime;\nimport java.util.Random;\n',
    ),
    swap(
      'src/main/java/org/roster/Shift.java',
      '    public boolean overlaps(Shift other) {\n',
      '    /** Returns the secret token of the link that confirms this shift. */\n    public static String confirmToken() {\n        return Long.toHexString(new Random().nextLong());\n    }\n\n    public boolean overlaps(Shift other) {\n',
    ),
  ]),
  cs.bad(
    'the app calls from everywhere',
    'origin open to all',
    'Each page can read bookings with the session of its visitor.',
    [
      swap(
        'src/Booking/Program.cs',
        'policy.WithOrigins("https://rooms.example")',
        'policy.SetIsOriginAllowed(_ => true).AllowCredentials()',
      ),
    ],
  ),
  rb.bad('slow feeds are read', 'timeout removed', 'One server that never answers stops the digest for ever.', [
    swap(
      'lib/gleaner/fetcher.rb',
      ', use_ssl: uri.scheme == "https", open_timeout: 5)',
      ', use_ssl: uri.scheme == "https")',
    ),
  ]),
  ts.good('weights have a name', 'number named', [
    swap('src/price.ts', 'const HEAVY = 10_000;\n', 'const HEAVY = 10_000;\nconst MOST = 30_000;\n'),
    swap('src/price.ts', 'if (parcel.grams > 30_000) {', 'if (parcel.grams > MOST) {'),
  ]),
  ts.good('labels are built by lines', 'expression split', [
    swap(
      'src/label.ts',
      "  return ['TO   ' + name.trim(), 'ZONE ' + parcel.zone.toUpperCase(), 'PAID ' + euros + ' EUR'].join('\\n');\n",
      "  const lines = ['TO   ' + name.trim(), 'ZONE ' + parcel.zone.toUpperCase(), 'PAID ' + euros + ' EUR'];\n  return lines.join('\\n');\n",
    ),
  ]),
  py.good('rates answer faster or not', 'limit tightened', [
    swap('ledger/rates.py', 'with opener(request, timeout=5) as answer:', 'with opener(request, timeout=3) as answer:'),
  ]),
  py.good('a number of entries', 'query added', [
    swap(
      'ledger/store.py',
      '    def payees(self):\n',
      '    def count(self):\n        """Returns the number of entries."""\n        return self.db.execute("SELECT COUNT(*) FROM entry").fetchone()[0]\n\n    def payees(self):\n',
    ),
  ]),
  go.good('a server has a limit for headers', 'limit added', [
    swap(
      'main.go',
      '\t\tReadHeaderTimeout: 5 * time.Second,\n',
      '\t\tReadHeaderTimeout: 5 * time.Second,\n\t\tMaxHeaderBytes:    1 << 16,\n',
    ),
  ]),
  rs.good('the mean in one pass', 'sum rewritten', [
    swap(
      'src/report.rs',
      '    if lines.is_empty() {\n        return None;\n    }\n    Some(lines.iter().map(|l| l.millis).sum::<f64>() / lines.len() as f64)\n',
      '    let total: f64 = lines.iter().map(|l| l.millis).sum();\n    (!lines.is_empty()).then(|| total / lines.len() as f64)\n',
    ),
  ]),
  java.good('length in hours', 'method added', [
    swap(
      'src/main/java/org/roster/Shift.java',
      '    public boolean overlaps(Shift other) {\n',
      '    public long hours() {\n        return length().toHours();\n    }\n\n    public boolean overlaps(Shift other) {\n',
    ),
  ]),
  cs.good('prices have a name for rounding', 'constant named', [
    swap(
      'src/Booking/Calendar.cs',
      '        Math.Round((decimal)(slot.To - slot.From).TotalHours * perHour, 2, MidpointRounding.AwayFromZero);\n',
      '        Math.Round(Hours(slot) * perHour, 2, MidpointRounding.AwayFromZero);\n\n    private static decimal Hours(Slot slot) => (decimal)(slot.To - slot.From).TotalHours;\n',
    ),
  ]),
  rb.good('feeds also read late', 'limit added', [
    swap('lib/gleaner/fetcher.rb', 'open_timeout: 5)', 'open_timeout: 5, read_timeout: 10)'),
  ]),
  rb.good('a digest of fewer items', 'default changed', [
    swap('lib/gleaner/digest.rb', 'def initialize(items, limit: 20)', 'def initialize(items, limit: 15)'),
  ]),
];
