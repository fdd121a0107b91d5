package dialect

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// Inspector reads a database's catalog. Each function reads one aspect of all tables that the
// Reading asks for, views among them, in one query, or in a few that do not depend on how many
// tables there are. What is about a table is returned by its name, with the schema that was asked
// for; tables that have nothing of the kind may be missing. A function that is nil stands for
// what the database does not have. A dialect without an Inspector has none.
type Inspector struct {
	// DefaultSchema returns the schema that names without one are in, Schemas all of the user's.
	DefaultSchema func(r *Reading) (string, error)
	Schemas       func(r *Reading) ([]string, error)
	// Tables returns the tables and views, in the order of their names: name, kind, comment and
	// options.
	Tables      func(r *Reading) ([]schema.TableInfo, error)
	Columns     func(r *Reading) (map[schema.Name][]schema.ColumnInfo, error)
	Constraints func(r *Reading) (map[schema.Name]schema.Constraints, error)
	Indexes     func(r *Reading) (map[schema.Name][]schema.IndexInfo, error)
	// Definitions returns the queries of views.
	Definitions func(r *Reading) (map[schema.Name]string, error)
	Sequences   func(r *Reading) ([]schema.SequenceInfo, error)
	Enums       func(r *Reading) ([]schema.EnumInfo, error)
	Domains     func(r *Reading) ([]schema.DomainInfo, error)
	// Reflection makes definitions of what was read.
	Reflection *schema.Reflection
}

// Reading is what is asked of an Inspector's function, and of whom. It serves one call.
type Reading struct {
	Context context.Context
	Version Version // of the server
	// Schema is the schema to read, empty for the default one: where names without a schema are
	// looked for.
	Schema string
	// Names are the tables that are asked for, nil for all.
	Names []string
	// Send runs a query and hands its rows to sink.
	Send func(ctx context.Context, query *expr.TextStmt, sink typemap.Sink) error
}

// Name returns the name of a table in the schema that was asked for.
func (r *Reading) Name(table string) schema.Name { return schema.Name{Schema: r.Schema, Name: table} }

// Rows runs a query and returns its rows. In the text, "IN :names" stands for the names of the
// tables, if there are any, and :schema for the schema.
func Rows[T any](r *Reading, text string) ([]T, error) {
	query := expr.Text(text)
	if strings.Contains(text, ":names") {
		values := make([]any, len(r.Names))
		for i, n := range r.Names {
			values[i] = n
		}
		query = query.Bind("names", expr.ListParam("names", values...))
	}
	if strings.Contains(text, ":schema") {
		query = query.Bind("schema", r.Schema, typemap.Text())
	}
	var sink typemap.Slice[T]
	if err := r.Send(r.Context, query, &sink); err != nil {
		return nil, err
	}
	return sink.Rows(), nil
}

// ByTable collects what rows say by the table that they name.
func ByTable[R, T any](rows []R, of func(row *R) (schema.Name, T)) map[schema.Name][]T {
	found := map[schema.Name][]T{}
	for i := range rows {
		name, part := of(&rows[i])
		found[name] = append(found[name], part)
	}
	return found
}

// ReadJSON reads a value that a query has put together as JSON, which travels alike with all
// drivers, into v. The empty text changes nothing.
func ReadJSON(text string, v any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fault.Errorf("the catalog gave %.80q: %w", text, err)
	}
	return nil
}

// List reads a JSON array of texts. What is none has no items.
func List(text string) []string {
	var items []string
	if ReadJSON(text, &items) != nil {
		return nil
	}
	return items
}
