// Package sqlcomment puts tags behind SQL as a comment, so that whoever watches the server sees
// where a statement comes from: SELECT ... /*application='shop',route='%2Forders'*/.
//
//	db, err := gild.Open(url, sqlcomment.Option(sqlcomment.Tag("application", "shop")))
//	ctx = sqlcomment.With(ctx, "route", r.Pattern)
//
// The format is that of https://google.github.io/sqlcommenter/spec/. Tags are part of the text
// before it is looked up among the prepared statements, so that one is kept for each set of tags:
// use values of which there are few. A trace is another each time, and would fill the caches of
// client and server for nothing; WithTrace adds it all the same, to statements that are then not
// kept prepared.
package sqlcomment

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/gildsql/gild/wrap"
)

// Setting is what Option takes: a Tag, or WithTrace. A nil Setting changes nothing.
type Setting func(c *commenter)

type commenter struct {
	tags  map[string]string
	fixed string // the comment of tags
	trace func(ctx context.Context) string
}

// Tag adds a tag to all statements.
func Tag(key, value string) Setting { return func(c *commenter) { c.tags[key] = value } }

// WithTrace adds the tag traceparent where traceparent returns one, which should be for sampled
// contexts only: otel.Traceparent of gild does so. A statement that has it is not kept prepared,
// and one that the program prepares itself never has it.
func WithTrace(traceparent func(ctx context.Context) string) Setting {
	return func(c *commenter) { c.trace = traceparent }
}

// Option returns a gild.Option that comments all statements, those of the program's own text and
// of the expression language.
func Option(settings ...Setting) func(c *wrap.Config) {
	made := &commenter{tags: map[string]string{}}
	for _, s := range settings {
		if s != nil {
			s(made)
		}
	}
	made.fixed = comment(made.tags)
	return func(c *wrap.Config) { c.Comment = made.comment }
}

type tagsKey struct{}

// contextTags are tags with the comment of them alone. They are immutable.
type contextTags map[string]string

// With adds a tag to the statements that are run with the context that it returns. A tag of the
// same key, of Option's too, is replaced.
func With(ctx context.Context, key, value string) context.Context {
	outer, _ := ctx.Value(tagsKey{}).(contextTags)
	tags := contextTags{key: value}
	for k, v := range outer {
		if k != key {
			tags[k] = v
		}
	}
	return context.WithValue(ctx, tagsKey{}, tags)
}

func (c *commenter) comment(ctx context.Context) (fixed, momentary string) {
	fixed = c.fixed
	inner, _ := ctx.Value(tagsKey{}).(contextTags)
	trace := ""
	if c.trace != nil {
		trace = c.trace(ctx)
	}
	if inner == nil && trace == "" {
		return fixed, ""
	}
	tags := maps.Clone(c.tags)
	maps.Copy(tags, inner)
	if trace == "" {
		return comment(tags), ""
	}
	tags["traceparent"] = trace
	return "", comment(tags)
}

// comment writes the tags in the order of their keys. What is in them cannot end the comment.
func comment(tags map[string]string) string {
	var b strings.Builder
	for i, key := range slices.Sorted(maps.Keys(tags)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(escape(key))
		b.WriteString("='")
		b.WriteString(escape(tags[key]))
		b.WriteByte('\'')
	}
	if b.Len() == 0 {
		return ""
	}
	return "/*" + b.String() + "*/"
}

// escape is the specification's URL encoding, in which a space is %20. What it leaves has neither
// quotes nor the marks that drivers take for parameters.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
