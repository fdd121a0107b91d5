package main

import (
	"fmt"
	"strings"
)

// The closing table says what the middleware costs and saves, in one row for each promise
// and one column for each database.

// closingPlaces are its databases.
const closingPlaces = "sqlite,postgresql"

// closingColumns are the heads of its columns, by the databases' names.
var closingColumns = []struct{ database, head string }{
	{"PostgreSQL", "PostgreSQL, lib/pq"},
	{"SQLite", "SQLite, mattn"},
}

// A closingPart is an operation by an implementation, compared with bare.
type closingPart struct{ operation, implementation string }

var closingRows = []struct {
	label string
	parts []closingPart
}{
	{"point query by primary key, unmodified program, cache on", []closingPart{{"point", "gild"}}},
	{"insert one row returning its id", []closingPart{{"insert", "gild"}}},
	{"update by primary key", []closingPart{{"update", "gild"}}},
	{fmt.Sprintf("%d goroutines reading", readers), []closingPart{{"read64", "gild"}}},
	{"cache off, no interceptor: point query / exec / transaction / 1,000-row scan", []closingPart{
		{"point", "gild-uncached"}, {"exec", "gild-uncached"}, {"tx", "gild-uncached"}, {"scan", "gild-uncached"}}},
	{"one interceptor that does nothing", []closingPart{{"point", "gild-intercepted"}}},
}

func closingOperations() string {
	return joinParts(func(p closingPart) string { return p.operation })
}

func closingImplementations() string {
	return joinParts(func(p closingPart) string { return p.implementation })
}

func joinParts(name func(closingPart) string) string {
	var names []string
	for _, row := range closingRows {
		for _, part := range row.parts {
			names = append(names, name(part))
		}
	}
	return strings.Join(names, ",")
}

// closingTable returns the table. A database that was not there has empty cells.
func closingTable(results []result) table {
	t := table{
		title: "Time as a ratio to the bare driver: median (quartiles), round trips and allocations bare → gild",
		rows:  [][]string{{""}},
	}
	for _, column := range closingColumns {
		t.rows[0] = append(t.rows[0], column.head)
	}
	for _, row := range closingRows {
		cells := []string{row.label}
		for _, column := range closingColumns {
			cells = append(cells, closingCell(results, column.database, row.parts))
		}
		t.rows = append(t.rows, cells)
	}
	return t
}

func closingCell(results []result, database string, parts []closingPart) string {
	var cell []string
	for _, r := range results {
		for _, part := range parts {
			for _, c := range r.comparisons {
				if s := c.subject(part.implementation); r.db.Name == database && c.name == part.operation && s != nil {
					cell = append(cell, c.summary(s))
				}
			}
		}
	}
	return strings.Join(cell, " / ")
}

// subject returns the subject of an implementation, nil if there is none.
func (c *comparison) subject(implementation string) *subject {
	for _, s := range c.subjects {
		if s.impl.Name == implementation {
			return s
		}
	}
	return nil
}

// summary returns a subject's figures beside those of the base.
func (c *comparison) summary(s *subject) string {
	base := c.subjects[0]
	ratios := s.ratios(base, wall)
	text := fmt.Sprintf("%.2f (%.2f–%.2f)", median(ratios), quantile(ratios, 0.25), quantile(ratios, 0.75))
	if c.counted {
		text += fmt.Sprintf(", %g → %g round trips", base.trips, s.trips)
	}
	return text + fmt.Sprintf(", %.0f → %.0f allocations", median(base.all(allocs)), median(s.all(allocs)))
}
