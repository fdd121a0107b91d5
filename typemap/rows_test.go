package typemap_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

type (
	base   struct{ ID, Created int }
	deeper struct {
		base
		Note string
	}
	other struct{ ID int }
	tree  struct {
		ID       int
		Parent   *tree
		Children []tree
		ByName   map[string]*tree
	}
	unexported struct {
		ID     int
		secret int
	}
)

func TestStructOf(t *testing.T) {
	for _, tt := range []struct {
		v    any
		want string // columns with the fields they go to
	}{
		{struct{ ID, UserID, HTTPServer, lower int }{}, "id=ID user_id=UserID http_server=HTTPServer"},
		{struct {
			A int `gild:"x"`
			B int `gild:"-"`
			C int `gild:",pk"`
			D int `gild:"size=1"`
			E int `json:"e"`
		}{}, "x=A c=C d=D e=E"},
		{deeper{}, "id=base.ID created=base.Created note=Note"},
		{struct {
			deeper
			ID string
		}{}, "created=deeper.base.Created note=deeper.Note id=ID"},
		{struct {
			base
			other
			ID int8
		}{}, "created=base.Created id=ID"}, // two rivals, both hidden
		{struct {
			base `gild:"-"`
			X    int
		}{}, "x=X"},
		{struct {
			time.Time
			sql.NullString
		}{}, "time=Time null_string=NullString"}, // values, not structs of columns
		{tree{}, "id=ID parent=Parent children=Children by_name=ByName"},
		{struct{}{}, ""},
	} {
		plan, err := typemap.StructOf(reflect.TypeOf(tt.v))
		if err != nil {
			t.Errorf("%T: %v", tt.v, err)
			continue
		}
		var got []string
		v := reflect.New(plan.Type).Elem()
		for _, f := range plan.Fields {
			got = append(got, f.Name+"="+f.Go)
			at := v.FieldByIndex(f.Index)
			if at.Type() != f.Type || at.Addr().UnsafePointer() != unsafe.Add(v.Addr().UnsafePointer(), f.Offset) {
				t.Errorf("%T.%s: index and offset disagree", tt.v, f.Go)
			}
			if found, ok := plan.Field(strings.ToUpper(f.Name)); !ok || found.Go != f.Go {
				t.Errorf("%T: column %s is not found", tt.v, strings.ToUpper(f.Name))
			}
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%T: %s, want %s", tt.v, got, tt.want)
		}
	}
}

func TestStructOfFails(t *testing.T) {
	for _, tt := range []struct {
		v    any
		want string
	}{
		{5, "int is not a struct"},
		{&base{}, "*typemap_test.base is not a struct"},
		{struct{ *base }{}, "base: embedded pointers cannot be mapped"},
		{struct {
			base
			other
		}{}, `fields base.ID and other.ID are both mapped to column "id"`},
		{struct {
			A int `gild:"x"`
			B int `gild:"X"`
		}{}, `fields A and B are both mapped to column`},
		{struct {
			A int `gild:"a,colour=red"`
		}{}, `.A: unknown option "colour"`},
		{struct {
			A int `gild:"a,size="`
		}{}, `option "size" in tag`},
	} {
		for range 2 { // made, and cached
			if _, err := typemap.StructOf(reflect.TypeOf(tt.v)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%T: %v; want %q", tt.v, err, tt.want)
			}
		}
	}
}

func TestPlan(t *testing.T) {
	type user struct {
		ID   int64
		Name string
		Nick *string
	}
	cols := typemap.NewColumns([]string{"NAME", "id", "extra"})
	plan, err := cols.Plan(reflect.TypeFor[user](), false)
	if err != nil {
		t.Fatal(err)
	}
	u := user{Nick: ptr("kept")}
	if err := plan.Decode(unsafe.Pointer(&u), []driver.Value{[]byte("ed"), int64(7), "x"}); err != nil || u.ID != 7 || u.Name != "ed" || *u.Nick != "kept" {
		t.Errorf("%+v, %v", u, err)
	}
	if again, _ := cols.Plan(reflect.TypeFor[user](), false); again != plan {
		t.Error("the plan is made twice")
	}
	var failure *typemap.DecodeError
	err = plan.Decode(unsafe.Pointer(&u), []driver.Value{"ed", "1234secret", nil})
	if !errors.As(err, &failure) || failure.Column != "id" || failure.Target != "typemap_test.user.ID (int64)" || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	var n int
	single, err := typemap.NewColumns([]string{"n"}).Plan(reflect.TypeFor[int](), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := single.Decode(unsafe.Pointer(&n), []driver.Value{int64(5)}); err != nil || n != 5 {
		t.Errorf("%d, %v", n, err)
	}
	for _, tt := range []struct {
		columns []string
		typ     reflect.Type
		strict  bool
		want    string
	}{
		{[]string{"id", "extra"}, reflect.TypeFor[user](), true, `column "extra" has no field in typemap_test.user`},
		{[]string{"id", "ID"}, reflect.TypeFor[user](), false, `columns "id" and "ID" both belong in typemap_test.user.ID`},
		{[]string{"x", "y"}, reflect.TypeFor[user](), false, `no column of the result (x, y) has a field in typemap_test.user`},
		{nil, reflect.TypeFor[user](), false, "no column"},
		{[]string{"id", "name"}, reflect.TypeFor[int](), false, "a int takes one column, the result has 2 (id, name)"},
		{nil, reflect.TypeFor[int](), false, "the result has 0"},
		{[]string{"id"}, reflect.TypeFor[chan int](), false, "chan int"},
		{[]string{"parent"}, reflect.TypeFor[tree](), false, `column "parent", field typemap_test.tree.Parent`},
		{[]string{"secret"}, reflect.TypeOf(unexported{secret: 1}), true, `column "secret" has no field`},
	} {
		if _, err := typemap.NewColumns(tt.columns).Plan(tt.typ, tt.strict); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v into %s: %v; want %q", tt.columns, tt.typ, err, tt.want)
		}
	}
}

// TestSliceChunks collects results of all sizes around the borders of chunks.
func TestSliceChunks(t *testing.T) {
	type row struct {
		N    int64
		Text string
	}
	cols := typemap.NewColumns([]string{"n", "text"})
	for _, n := range []int{0, 1, 15, 16, 17, 47, 48, 49, 111, 112, 113, 239, 240, 241, 495, 496, 497, 1007, 1008, 1009, 1519, 1520, 1521, 5000} {
		var values typemap.Slice[row]
		var pointers typemap.Slice[*row]
		for _, sink := range []typemap.Sink{&values, &pointers} {
			fill(t, sink, cols, n)
		}
		if values.Len() != n || len(values.Rows()) != n || len(pointers.Rows()) != n || values.Rows() == nil {
			t.Fatalf("%d rows: %d, %d, %d", n, values.Len(), len(values.Rows()), len(pointers.Rows()))
		}
		for i, r := range values.Rows() {
			if want := (row{int64(i), fmt.Sprint(i)}); r != want || *pointers.Rows()[i] != want {
				t.Fatalf("%d rows: row %d is %v, %v", n, i, r, *pointers.Rows()[i])
			}
		}
	}
}

// fill sends n rows of a number and its text, reusing the row and its bytes as drivers do.
func fill(t *testing.T, sink typemap.Sink, cols *typemap.Columns, n int) {
	t.Helper()
	if err := sink.Begin(cols); err != nil {
		t.Fatal(err)
	}
	row, text := make([]driver.Value, len(cols.Names)), make([]byte, 20)
	for i := range n {
		row[0] = int64(i)
		if len(row) > 1 {
			row[1] = fmt.Append(text[:0], i)
		}
		if err := sink.Row(row); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSliceBeginsAgain: database/sql may repeat a statement on another connection.
func TestSliceBeginsAgain(t *testing.T) {
	cols := typemap.NewColumns([]string{"n"})
	var s typemap.Slice[int]
	fill(t, &s, cols, 100)
	first := s.Rows()
	fill(t, &s, cols, 3)
	if s.Len() != 3 || len(s.Rows()) != 3 || len(first) != 100 || first[99] != 99 {
		t.Errorf("%d rows, %d before", s.Len(), len(first))
	}
}

func TestSinkErrors(t *testing.T) {
	cols := typemap.NewColumns([]string{"n", "extra"})
	type row struct{ N int8 }
	strict, cursor := typemap.Slice[row]{Strict: true}, typemap.Cursor[row]{Strict: true}
	for _, sink := range []typemap.Sink{&strict, &cursor, &typemap.Slice[int]{}, &typemap.Slice[**row]{}, &typemap.Cursor[chan int]{}} {
		if err := sink.Begin(cols); err == nil {
			t.Errorf("%T takes two columns", sink)
		}
	}
	for _, sink := range []typemap.Sink{&typemap.Slice[row]{}, &typemap.Slice[*row]{}, &typemap.Cursor[row]{}} {
		fill(t, sink, cols, 2)
		var failure *typemap.DecodeError
		if err := sink.Row([]driver.Value{int64(1000), nil}); !errors.As(err, &failure) || failure.Row != 3 || failure.Column != "n" {
			t.Errorf("%T: %v", sink, err)
		}
	}
}

// TestCursor: each row starts from nothing, and earlier rows stay as they were.
func TestCursor(t *testing.T) {
	type row struct {
		N    *int
		Text []byte
	}
	cols := typemap.NewColumns([]string{"n", "text"})
	var c typemap.Cursor[row]
	var p typemap.Cursor[*row]
	for _, sink := range []typemap.Sink{&c, &p} {
		if err := sink.Begin(cols); err != nil {
			t.Fatal(err)
		}
	}
	reused := []byte("a")
	send := func(values ...driver.Value) (row, *row) {
		if err := errors.Join(c.Row(values), p.Row(values)); err != nil {
			t.Fatal(err)
		}
		return c.Current, p.Current
	}
	first, firstPointer := send(int64(1), reused)
	reused[0] = 'b'
	second, secondPointer := send(nil, reused)
	if *first.N != 1 || string(first.Text) != "a" || second.N != nil || string(second.Text) != "b" {
		t.Errorf("%v, %v", first, second)
	}
	if firstPointer == secondPointer || *firstPointer.N != 1 || string(firstPointer.Text) != "a" || secondPointer.N != nil {
		t.Errorf("%v, %v", firstPointer, secondPointer)
	}
}

// TestCursorStartsAfresh: a Scanner does not find what it has kept of the row before.
func TestCursorStartsAfresh(t *testing.T) {
	var c typemap.Cursor[struct{ N upper }]
	if err := errors.Join(c.Begin(typemap.NewColumns([]string{"n"})), c.Row([]driver.Value{[]byte("bytes")}), c.Row([]driver.Value{"text"})); err != nil || c.Current.N.kept != nil {
		t.Errorf("%+v, %v", c.Current, err)
	}
}

// TestSingleValues: rows of one column go into values of any kind.
func TestSingleValues(t *testing.T) {
	cols := typemap.NewColumns([]string{"n"})
	var (
		numbers  typemap.Slice[int]
		pointers typemap.Slice[*int]
		texts    typemap.Slice[string]
		nulls    typemap.Slice[sql.NullInt64]
		anything typemap.Slice[any]
	)
	for _, sink := range []typemap.Sink{&numbers, &pointers, &texts, &nulls, &anything} {
		fill(t, sink, cols, 100)
	}
	if numbers.Rows()[99] != 99 || *pointers.Rows()[99] != 99 || texts.Rows()[99] != "99" || nulls.Rows()[99].Int64 != 99 || anything.Rows()[99] != any(int64(99)) {
		t.Errorf("%v %v %v %v %v", numbers.Rows()[99], *pointers.Rows()[99], texts.Rows()[99], nulls.Rows()[99], anything.Rows()[99])
	}
	var times typemap.Slice[time.Time] // a struct that is a value
	if err := errors.Join(times.Begin(cols), times.Row([]driver.Value{noon})); err != nil || !times.Rows()[0].Equal(noon) {
		t.Errorf("%v", err)
	}
}

func TestPlansConcurrently(t *testing.T) {
	type row struct {
		deeper
		N    int
		Text string
	}
	cols := typemap.NewColumns([]string{"n", "text"})
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			var s typemap.Slice[row]
			var p typemap.Slice[*row]
			if err := errors.Join(s.Begin(cols), p.Begin(cols)); err != nil {
				t.Error(err)
				return
			}
			for i := range 100 {
				if err := errors.Join(s.Row([]driver.Value{int64(i), "x"}), p.Row([]driver.Value{int64(i), "x"})); err != nil {
					t.Error(err)
				}
			}
			if s.Rows()[50].N != 50 || p.Rows()[50].N != 50 {
				t.Error("rows are mixed up")
			}
		})
	}
	wg.Wait()
}
