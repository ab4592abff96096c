/** The tests of the Go project, with what they read. */
export const goTests: Record<string, string> = {
  'server/server_test.go': `package server

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"links.example/linkd/store"
)

func put(t *testing.T, h http.Handler, auth, path string) int {
	t.Helper()
	r := httptest.NewRequest("PUT", path, nil)
	r.Header.Set("Authorization", auth)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func TestPutThenGet(t *testing.T) {
	links, err := store.Open(filepath.Join(t.TempDir(), "links.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := New(links, "abc")
	if code := put(t, h, "Bearer abc", "/docs?target=https://go.dev/doc"); code != http.StatusCreated {
		t.Fatalf("put: got %d", code)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/docs", nil))
	if w.Code != http.StatusFound || w.Header().Get("Location") != "https://go.dev/doc" {
		t.Fatalf("get: got %d %q", w.Code, w.Header().Get("Location"))
	}
}

func TestCheck(t *testing.T) {
	cases := []struct {
		name, target string
		ok           bool
	}{
		{"docs", "https://go.dev/doc", true},
		{"a", "https://go.dev", false},
		{"Docs", "https://go.dev", false},
		{"docs", "http://go.dev", false},
		{"docs", "javascript:alert(1)", false},
	}
	for _, c := range cases {
		if err := Check(c.name, c.target); (err == nil) != c.ok {
			t.Errorf("Check(%q, %q): got %v", c.name, c.target, err)
		}
	}
}
`,
  'store/store_test.go': `package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestPutKeepsOnDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "links.json")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put("go", "https://go.dev"); err != nil {
		t.Fatal(err)
	}
	if err := s.Put("go", "https://other.example"); !errors.Is(err, ErrTaken) {
		t.Fatalf("second put: got %v", err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/one.golden")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestOpenRefusesBrokenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "links.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a broken file was read")
	}
}
`,
  'store/testdata/one.golden': '{\n  "go": "https://go.dev"\n}',
};
