package schema

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Naming is how constraints and indexes without a name get one. The templates have tokens in
// them, as SQLAlchemy's naming conventions do:
//
//	%(table_name)s            the table
//	%(column_0_name)s         the first column, 1 the second and so on
//	%(column_0N_name)s        all columns, one behind the other
//	%(column_0_N_name)s       all columns, with _ between them
//	%(column_0_label)s        table_column, with the schema in front if there is one; also 0N, 0_N
//	%(column_0_key)s          as name; also 0N, 0_N
//	%(referred_table_name)s   of a foreign key, the table referred to
//	%(referred_column_0_name)s  of a foreign key, a column referred to; also 0N, 0_N
//	%(constraint_name)s       the name that the constraint was given; of the one check beside a column without
//	                          a name, the column's
//
// and those in Tokens. A kind without template is left to the database, but for indexes, which
// always have a name.
type Naming struct {
	Index, Unique, Check, ForeignKey, PrimaryKey, Exclude string
	// Tokens are the program's own. What is a *Index or a Constraint.
	Tokens map[string]func(t *Table, what any) string
}

// Recommended is a naming convention that names everything, so that migrations can refer to it.
// A check must be given a name, which becomes the end of it; one beside a column has the column's.
var Recommended = Naming{
	Index:      "ix_%(column_0_N_label)s",
	Unique:     "uq_%(table_name)s_%(column_0_N_name)s",
	Check:      "ck_%(table_name)s_%(constraint_name)s",
	ForeignKey: "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
	PrimaryKey: "pk_%(table_name)s",
	Exclude:    "ex_%(table_name)s_%(column_0_N_name)s",
}

func (n *Naming) template(key string) string {
	switch key {
	case "ix":
		return n.Index
	case "uq":
		return n.Unique
	case "ck":
		return n.Check
	case "fk":
		return n.ForeignKey
	case "pk":
		return n.PrimaryKey
	}
	return n.Exclude
}

// nameParts gives names to the constraints and indexes of a table that have none yet.
func (t *Table) nameParts() {
	naming := &t.meta.naming
	for _, c := range t.constraints {
		key, _ := c.kind()
		t.name1(naming, key, c)
	}
	for _, i := range t.indexes {
		switch {
		case i.Name != "" || i.made:
		case naming.Index == "":
			i.Name, i.made = "ix_"+labelOf(t, strings.Join(i.ColumnNames(), "_")), true
		default:
			s := subject{t: t, naming: naming, what: i, columns: i.ColumnNames()}
			i.Name, i.made = s.expand("index", naming.Index), true
		}
	}
}

// name1 names one constraint.
func (t *Table) name1(naming *Naming, key string, c Constraint) {
	base, template := c.Base(), naming.template(key)
	if template == "" || base.made || base.exact || base.Name != "" && !strings.Contains(template, "%(constraint_name)s") {
		return
	}
	if len(c.columnNames()) == 0 && key == "pk" {
		return
	}
	s := subject{t: t, naming: naming, what: c, given: base.Name, columns: c.columnNames()}
	switch c := c.(type) {
	case *ForeignKey:
		_, s.referred, _ = cutLast("."+c.RefTable, ".")
		s.referredColumns = c.RefColumns
	case *Check:
		if s.given == "" {
			s.given = c.besideColumn()
		}
	}
	base.Name, base.given, base.made = s.expand(describe(c), template), base.Name, true
}

// subject is what a name is made for.
type subject struct {
	t               *Table
	naming          *Naming
	what            any
	given           string
	columns         []string
	referred        string
	referredColumns []string
}

var token = regexp.MustCompile(`%\(([^)]*)\)s`)

// expand fills a template. Mistakes in it are those of the table.
func (s *subject) expand(what, template string) string {
	return token.ReplaceAllStringFunc(template, func(found string) string {
		text, err := s.token(found[2 : len(found)-2])
		if err != nil {
			s.t.fail(fmt.Errorf("%s: naming convention %q: %w", what, template, err))
		}
		return text
	})
}

func (s *subject) token(name string) (string, error) {
	if own := s.naming.Tokens[name]; own != nil {
		return own(s.t, s.what), nil
	}
	switch name {
	case "table_name":
		return s.t.name, nil
	case "referred_table_name":
		if s.referred == "" {
			return "", errors.New("%(referred_table_name)s is for foreign keys")
		}
		return s.referred, nil
	case "constraint_name":
		if s.given == "" {
			return "", errors.New("%(constraint_name)s needs a constraint that is given a name: use Named")
		}
		return s.given, nil
	}
	return s.columnToken(name)
}

var columnTokens = regexp.MustCompile(`^(referred_)?column_([0-9]+)(_?N)?_(name|key|label)$`)

// columnToken is the name of a column, or those of all.
func (s *subject) columnToken(name string) (string, error) {
	m := columnTokens.FindStringSubmatch(name)
	if m == nil {
		return "", fmt.Errorf("unknown token %%(%s)s: known are table_name, column_0_name, column_0N_name, column_0_N_name (likewise _key and _label), referred_table_name, referred_column_0_name, constraint_name and those in Tokens", name)
	}
	columns := s.columns
	if m[1] != "" {
		columns = s.referredColumns
	}
	one := func(column string) string {
		if m[4] == "label" {
			return labelOf(s.t, column)
		}
		return column
	}
	if m[3] != "" {
		all := make([]string, len(columns))
		for i, c := range columns {
			all[i] = one(c)
		}
		return strings.Join(all, strings.TrimSuffix(m[3], "N")), nil
	}
	n, err := strconv.Atoi(m[2])
	if err != nil || n >= len(columns) {
		return "", nil
	}
	return one(columns[n]), nil
}

// labelOf is a column's name with those of its table and its schema in front.
func labelOf(t *Table, column string) string {
	label := t.name + "_" + column
	if t.schema != "" {
		label = strings.ReplaceAll(t.schema, ".", "_") + "_" + label
	}
	return label
}

// ShortName shortens a name that is made to at most maxLen bytes, the same way on every run: it
// ends with a part of its MD5 sum, as SQLAlchemy has it. 0 stands for no limit.
func ShortName(name string, maxLen int) string {
	if maxLen <= 0 || len(name) <= maxLen {
		return name
	}
	sum := md5.Sum([]byte(name))
	return strings.ToValidUTF8(name[:max(0, maxLen-8)], "") + "_" + hex.EncodeToString(sum[:])[28:]
}
