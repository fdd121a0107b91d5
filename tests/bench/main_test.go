package main

import (
	"math"
	"strings"
	"testing"
)

// TestCommand runs what the command does on SQLite.
func TestCommand(t *testing.T) {
	for _, test := range []struct {
		args []string
		want []string
	}{
		{
			[]string{"-only", "gild,gild-stmt", "-ops", "point,tx"},
			[]string{"SQLite 3.", "Point query by primary key (SQLite)", "  bare  ", "  gild-stmt  ", "Empty transaction", "database/sql over the bare driver"},
		},
		{
			[]string{"-md", "-only", "gild", "-ops", "point"},
			[]string{"**Point query by primary key (SQLite)**", "| implementation | ratio |", "|---|--:|", "| bare | 1.00 |  |"},
		},
	} {
		var out strings.Builder
		o, err := parse(append([]string{"-rounds", "2", "-time", "1ms"}, test.args...))
		if err != nil {
			t.Fatal(err)
		}
		err = onSQLite(func(d Database) error {
			_, err := o.measure(t.Context(), d, &out)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		o.legend(&out)
		for _, want := range test.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%v: no %q in\n%s", test.args, want, out.String())
			}
		}
	}
}

func TestBadArguments(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-only", "gild,gilt"}, `unknown implementation "gilt": known are bare, `},
		{[]string{"-ops", "points"}, `unknown operation "points": known are point, `},
		{[]string{"-db", "oracle"}, `unknown database "oracle": known are sqlite, postgresql, pgx, mariadb`},
		{[]string{"-table", "all"}, "-table all: known are middleware and building"},
		{[]string{"-table", "middleware", "-ops", "point"}, "leave out -db, -only and -ops"},
		{[]string{"-rounds", "0"}, "-rounds 0: want at least one"},
		{[]string{"more"}, `unknown argument "more"`},
	} {
		if _, err := parse(test.args); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: got %v, want %s", test.args, err, test.want)
		}
	}
}

func TestQuantile(t *testing.T) {
	values := []float64{4, 1, 3, 2}
	for p, want := range map[float64]float64{0: 1, 0.25: 1.75, 0.5: 2.5, 0.75: 3.25, 1: 4} {
		if got := quantile(values, p); math.Abs(got-want) > 1e-9 {
			t.Errorf("quantile %v is %v, want %v", p, got, want)
		}
	}
	if got := median([]float64{7}); got != 7 {
		t.Errorf("the median of one value is %v", got)
	}
}

func TestDuration(t *testing.T) {
	for ns, want := range map[float64]string{4_356: "4.36µs", 16_149: "16.1µs", 233_100: "233µs", 3_660_712: "3.66ms"} {
		if got := duration(ns); got != want {
			t.Errorf("%v ns: got %s, want %s", ns, got, want)
		}
	}
}
