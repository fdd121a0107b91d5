package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// A table is a comparison in words and figures. The first column is text, the others numbers.
type table struct {
	title string
	rows  [][]string // the head first
}

// table returns the comparison as a table, one row for each implementation.
func (c *comparison) table(database string) table {
	t := table{
		title: c.title + " (" + database + ")",
		rows:  [][]string{{"implementation", "ratio", "quartiles", "CPU ratio", "time", "allocs", "bytes"}},
	}
	base := c.subjects[0]
	for _, s := range c.subjects {
		t.rows = append(t.rows, s.row(base))
	}
	if c.counted {
		t.rows[0] = append(t.rows[0], "round trips")
		for i, s := range c.subjects {
			t.rows[i+1] = append(t.rows[i+1], fmt.Sprintf("%g", s.trips))
		}
	}
	return t
}

func (s *subject) row(base *subject) []string {
	ratios := s.ratios(base, wall)
	quartiles := fmt.Sprintf("%.2f–%.2f", quantile(ratios, 0.25), quantile(ratios, 0.75))
	if s == base {
		quartiles = ""
	}
	cpuRatio := "–"
	if median(base.all(cpu)) > 0 {
		cpuRatio = fmt.Sprintf("%.2f", median(s.ratios(base, cpu)))
	}
	return []string{
		s.impl.Name,
		fmt.Sprintf("%.2f", median(ratios)),
		quartiles,
		cpuRatio,
		duration(median(s.all(wall))),
		fmt.Sprintf("%.0f", median(s.all(allocs))),
		fmt.Sprintf("%.0f", median(s.all(bytes))),
	}
}

// duration returns nanoseconds with three digits that count.
func duration(ns float64) string {
	unit := 10 * time.Nanosecond
	for unit*1000 <= time.Duration(ns) {
		unit *= 10
	}
	return time.Duration(ns).Round(unit).String()
}

// text writes the table for a terminal.
func (t table) text(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n\n", t.title)
	width := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range t.rows {
		line := fmt.Sprintf("  %-*s", width[0], row[0])
		for i, cell := range row[1:] {
			line += fmt.Sprintf("  %*s", width[i+1], cell)
		}
		fmt.Fprintln(w, line)
	}
}

// markdown writes the table as Markdown.
func (t table) markdown(w io.Writer) {
	fmt.Fprintf(w, "\n**%s**\n\n", t.title)
	for i, row := range t.rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintf(w, "|---|%s\n", strings.Repeat("--:|", len(row)-1))
		}
	}
}
