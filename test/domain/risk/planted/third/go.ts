import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('go');

/** Results in the Go project of the third set. */
export const goThird: Planted[] = [
  bad(
    'writing no longer blocks readers',
    'lock released too early',
    'The file is written after the lock is released, so two writers overwrite each other.',
    [
      swap(
        'store/store.go',
        's.mu.Lock()\n\tdefer s.mu.Unlock()\n\tif _, taken := s.links[name]; taken {\n\t\treturn ErrTaken\n\t}',
        's.mu.Lock()\n\tif _, taken := s.links[name]; taken {\n\t\ts.mu.Unlock()\n\t\treturn ErrTaken\n\t}',
      ),
      swap('store/store.go', 's.links, "", "  ")\n', 's.links, "", "  ")\n\ts.mu.Unlock()\n'),
      swap(
        'store/store_test.go',
        'func TestOpenRefusesBrokenFile',
        'func TestReadersDoNotWait(t *testing.T) {\n\ts, err := Open(filepath.Join(t.TempDir(), "links.json"))\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tgo s.Put("a1", "https://go.dev")\n\tif _, ok := s.Get("none"); ok {\n\t\tt.Error("found what is not there")\n\t}\n}\n\nfunc TestOpenRefusesBrokenFile',
      ),
    ],
  ),
  bad(
    'a page before the redirect',
    'foreign text in a page',
    'The target of a link and the name are written into HTML as they are.',
    [
      swap(
        'server/server.go',
        '\tmux.HandleFunc("PUT /{name}"',
        '\tmux.HandleFunc("GET /{name}/info", func(w http.ResponseWriter, r *http.Request) {\n\t\ttarget, _ := links.Get(r.PathValue("name"))\n\t\tw.Header().Set("Content-Type", "text/html; charset=utf-8")\n\t\tfmt.Fprintf(w, "<p>%s goes to <a href=%q>%s</a></p>", r.PathValue("name"), target, target)\n\t})\n\tmux.HandleFunc("PUT /{name}"',
      ),
      swap('server/server.go', '\t"errors"\n', '\t"errors"\n\t"fmt"\n'),
      swap(
        'server/server_test.go',
        'func TestCheck(',
        'func TestInfo(t *testing.T) {\n\tlinks, err := store.Open(filepath.Join(t.TempDir(), "links.json"))\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tw := httptest.NewRecorder()\n\tNew(links, "abc").ServeHTTP(w, httptest.NewRequest("GET", "/docs/info", nil))\n\tif w.Code != http.StatusOK {\n\t\tt.Fatalf("info: got %d", w.Code)\n\t}\n}\n\nfunc TestCheck(',
      ),
    ],
  ),
  bad(
    'profiles of the server',
    'diagnostics open to all',
    'Memory and stacks of the server can be read by everybody on the public port.',
    [
      swap('main.go', '\t"net/http"\n', '\t"net/http"\n\t_ "net/http/pprof"\n'),
      swap(
        'main.go',
        '\ts := &http.Server{\n',
        '\troutes := http.NewServeMux()\n\troutes.Handle("/debug/pprof/", http.DefaultServeMux)\n\troutes.Handle("/", server.New(links, os.Getenv("LINKD_TOKEN")))\n\ts := &http.Server{\n',
      ),
      swap('main.go', 'server.New(links, os.Getenv("LINKD_TOKEN")),\n\t\tRead', 'routes,\n\t\tRead'),
    ],
  ),
  good('idle connections end', 'time limits of a server', [
    swap(
      'main.go',
      'ReadHeaderTimeout: 5 * time.Second,\n',
      'ReadHeaderTimeout: 5 * time.Second,\n\t\tReadTimeout:       10 * time.Second,\n\t\tIdleTimeout:       60 * time.Second,\n',
    ),
  ]),
  good('number of links', 'reading method with a test', [
    swap(
      'store/store.go',
      '// Get returns the target of a name.\n',
      '// Len returns the number of links.\nfunc (s *Store) Len() int {\n\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\treturn len(s.links)\n}\n\n// Get returns the target of a name.\n',
    ),
    swap(
      'store/store_test.go',
      '\tgot, err := os.ReadFile(path)\n',
      '\tif s.Len() != 1 {\n\t\tt.Errorf("got %d links", s.Len())\n\t}\n\tgot, err := os.ReadFile(path)\n',
    ),
  ]),
  good('reserved names', 'one more refusal', [
    swap(
      'server/server.go',
      '\tu, err := url.Parse(target)\n',
      '\tif name == "admin" || name == "health" {\n\t\treturn errors.New("this name is reserved")\n\t}\n\tu, err := url.Parse(target)\n',
    ),
    swap(
      'server/server_test.go',
      '\t\t{"a", "https://go.dev", false},\n',
      '\t\t{"a", "https://go.dev", false},\n\t\t{"health", "https://go.dev", false},\n',
    ),
    write('CHANGELOG.md', '# Changes\n\n- `admin` and `health` are reserved.\n'),
  ]),
];
