package generate

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"os"
	"path"
	"strings"
	"unicode"

	"github.com/gildsql/gild/schema"
)

// Options say how Go is written. The zero Options are usable.
type Options struct {
	Package string   `json:"package"` // the package's name, models without one
	Schema  string   `json:"schema"`  // the schema to read, the default one without
	Include []string `json:"include"` // globs of tables and views, all without; * takes any characters but /
	Exclude []string `json:"exclude"` // globs of those that are left out all the same
	// Plurals are plurals by their singulars, of words that English forms in another way.
	Plurals map[string]string `json:"plurals"`
	// Types are Go types by what databases call the type of a column, with or without its sizes, or by its
	// typemap.Kind: "numeric", "VARCHAR(36)". A Go type of a package has the import path in front:
	// "github.com/google/uuid.UUID".
	Types map[string]string `json:"types"`
	// Tables are names and types by the names of tables and views.
	Tables map[string]TableOptions `json:"tables"`
}

// TableOptions are names for a table.
type TableOptions struct {
	Type      string                   `json:"type"`      // of the struct for rows
	Var       string                   `json:"var"`       // of the typed table
	Columns   map[string]ColumnOptions `json:"columns"`   // by the names of columns
	Relations map[string]string        `json:"relations"` // names of relationships by those they would have
}

// ColumnOptions are the name and the type of a column's field.
type ColumnOptions struct {
	Field string `json:"field"`
	Type  string `json:"type"` // a Go type as in Options.Types
}

// ReadOptions reads options from a file of JSON. Unknown words in it are errors.
func ReadOptions(file string) (Options, error) {
	var o Options
	f, err := os.Open(file)
	if err != nil {
		return o, err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		return o, fmt.Errorf("%s: %w", file, err)
	}
	return o, nil
}

// Check finds mistakes that can be seen without a database.
func (o *Options) Check() error {
	var errs []error
	if o.Package == "" {
		o.Package = "models"
	}
	if !token.IsIdentifier(o.Package) || o.Package == "_" || o.Package == "main" {
		errs = append(errs, fmt.Errorf("package %q: that is no name for a package", o.Package))
	}
	for _, glob := range append(append([]string{}, o.Include...), o.Exclude...) {
		if _, err := path.Match(glob, ""); err != nil {
			errs = append(errs, fmt.Errorf("the glob %q: %w", glob, err))
		}
	}
	for table, t := range o.Tables {
		names := []string{t.Type, t.Var}
		for _, name := range t.Relations {
			names = append(names, name)
		}
		for _, c := range t.Columns {
			names = append(names, c.Field)
		}
		for _, name := range names {
			if name != "" && (!token.IsIdentifier(name) || !unicode.IsUpper([]rune(name)[0])) {
				errs = append(errs, fmt.Errorf("table %q: %q is no name that Go exports", table, name))
			}
		}
	}
	return errors.Join(errs...)
}

// unknown returns an error for options about tables and columns that there are not.
func (o *Options) unknown(tables []schema.TableInfo) error {
	known := map[string]*schema.TableInfo{}
	for i := range tables {
		known[tables[i].Name.Name] = &tables[i]
	}
	var errs []error
	for _, name := range sorted(o.Tables) {
		if known[name] == nil {
			errs = append(errs, fmt.Errorf("names are given for table %q, which is not among those that are generated", name))
			continue
		}
		for _, column := range sorted(o.Tables[name].Columns) {
			if known[name].Column(column) == nil {
				errs = append(errs, fmt.Errorf("a name or type is given for column %q, which table %q does not have", column, name))
			}
		}
	}
	return errors.Join(errs...)
}

// Takes reports whether a table is to be generated.
func (o *Options) Takes(name schema.Name) bool {
	matches := func(globs []string) bool {
		for _, glob := range globs {
			if ok, _ := path.Match(glob, name.Name); ok {
				return true
			}
		}
		return false
	}
	return (len(o.Include) == 0 || matches(o.Include)) && !matches(o.Exclude)
}

// ownType returns the Go type that the options have for a column.
func (o *Options) ownType(table string, c *schema.ColumnInfo) (string, bool) {
	if own := o.Tables[table].Columns[c.Name].Type; own != "" {
		return own, true
	}
	bare, _, _ := strings.Cut(c.SQLType, "(")
	for _, name := range []string{c.SQLType, bare, c.Type.Kind.String()} {
		for given, typ := range o.Types {
			if strings.EqualFold(given, name) {
				return typ, true
			}
		}
	}
	return "", false
}

// partial reports whether there may be tables that are left out.
func (o *Options) partial() bool { return len(o.Include) > 0 || len(o.Exclude) > 0 }
