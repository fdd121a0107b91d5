package structtag

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestSnake(t *testing.T) {
	for in, want := range map[string]string{
		"ID": "id", "UserID": "user_id", "HTTPServer": "http_server", "Name": "name", "OAuth2Token": "o_auth2_token",
		"already_snake": "already_snake", "Ünder": "ünder", "A": "a", "AB": "ab", "aB": "a_b", "": "",
	} {
		if got := Snake(in); got != want {
			t.Errorf("Snake(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	type rec struct {
		A int `gild:"alpha,pk,size=50"`
		B int `gild:",pk"`
		C int `gild:"size=50"`
		D int `gild:"-"`
		E int
		F int `gild:"'it''s, a=b',pk"`
		G int `gild:"' -'"`
		H int `gild:"'x"`
	}
	typ := reflect.TypeFor[rec]()
	want := []Tag{
		{Name: "alpha", Options: []Option{{"pk", ""}, {"size", "50"}}},
		{Options: []Option{{"pk", ""}}},
		{Options: []Option{{"size", "50"}}},
		{Skip: true},
		{},
		{Name: "it's, a=b", Options: []Option{{"pk", ""}}},
		{Name: " -"},
		{Name: "'x"},
	}
	for i, w := range want {
		got, err := Parse(typ, typ.Field(i), Known)
		if err != nil || got.Name != w.Name || got.Skip != w.Skip || !slices.Equal(got.Options, w.Options) {
			t.Errorf("%s: got %+v, %v, want %+v", typ.Field(i).Name, got, err, w)
		}
	}
	if v, ok := want[0].Get("size"); v != "50" || !ok {
		t.Errorf("Get(size) = %q, %v", v, ok)
	}
}

func TestParseNamesTheMistake(t *testing.T) {
	type rec struct {
		A int `gild:"a,pkk"`
		B int `gild:"b,size="`
		C int `gild:"c,pk=false"`
		D int `gild:"d,default"`
		O int `gild:"unique,index"`
	}
	typ := reflect.TypeFor[rec]()
	for i, words := range [][]string{{"rec.A", `"pkk"`, "known are"}, {"rec.B", `"size"`, "no value"}, {"rec.C", "takes no value"}, {"rec.D", "needs a value"}, {"rec.O", `",unique,index"`, `"'unique',index"`}} {
		_, err := Parse(typ, typ.Field(i), Known)
		if err == nil {
			t.Fatalf("%s: no error", typ.Field(i).Name)
		}
		for _, w := range words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%v: does not contain %q", err, w)
			}
		}
	}
}
