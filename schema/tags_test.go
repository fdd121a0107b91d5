package schema_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// defineTagged defines a table with all options that tags have.
func defineTagged(m *schema.MetaData) *schema.Table {
	users(m)
	return &schema.Define[struct {
		schema.Table `gild:"tagged,comment='what, and why'"`
		ID           expr.Col[int64]  `gild:",pk,identity=always"`
		Name         expr.Col[string] `gild:"size=20,collate=C,comment=it's a name,check=name IN ('a', 'b, c'),default='b, c'"`
		UserID       expr.Col[int64]  `gild:"fk=users.id,ondelete=CASCADE,onupdate=SET NULL,deferrable,null,index"`
		A            expr.Col[int]    `gild:"unique=uq_ab,index=ix_ab"`
		B            expr.Col[int]    `gild:"index=ix_ab,unique=uq_ab"`
		C            expr.Col[int]    `gild:",unique,index=ix_c"`
		Sum          expr.Null[int]   `gild:"computed=coalesce(a, b),stored"`
		Number       expr.Col[int]    `gild:"sequence=numbers"`
	}](m).Table
}

func TestTags(t *testing.T) {
	m := schema.NewMetaData()
	defineTagged(m)
	if err := m.Err(); err != nil {
		t.Fatal(err)
	}
	got := created(t, m, postgres.Dialect)
	_, got, _ = strings.Cut(got, "PRIMARY KEY (id)\n)\n")
	if want := strings.Join([]string{
		"CREATE TABLE tagged (",
		"\tid BIGINT GENERATED ALWAYS AS IDENTITY,",
		"\tname VARCHAR(20) COLLATE \"C\" DEFAULT 'b, c' NOT NULL CHECK (name IN ('a', 'b, c')),",
		"\tuser_id BIGINT,",
		"\ta BIGINT NOT NULL,",
		"\tb BIGINT NOT NULL,",
		"\tc BIGINT NOT NULL,",
		"\tsum BIGINT GENERATED ALWAYS AS (coalesce(a, b)) STORED,",
		"\tnumber BIGINT NOT NULL,",
		"\tPRIMARY KEY (id),",
		"\tFOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE,",
		"\tCONSTRAINT uq_ab UNIQUE (a, b)",
		")",
		"CREATE INDEX ix_tagged_user_id ON tagged (user_id)",
		"CREATE INDEX ix_ab ON tagged (a, b)",
		"CREATE UNIQUE INDEX ix_c ON tagged (c)",
		"COMMENT ON TABLE tagged IS 'what, and why'",
		"COMMENT ON COLUMN tagged.name IS 'it''s a name'",
	}, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if seqs := m.Sequences(); len(seqs) != 1 || seqs[0].Name != "numbers" {
		t.Error(seqs)
	}
	copied := copyAll(m, schema.NewMetaData())
	if again := created(t, copied, postgres.Dialect); !strings.HasSuffix(again, got) {
		t.Errorf("the copy is\n%s", again)
	}
}

func TestTagsLive(t *testing.T) {
	db, m := live.Postgres(t), schema.NewMetaData()
	defineTagged(m)
	for range 2 {
		if err := m.CreateAll(context.Background(), db); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTagsTemporary: the tag of the table has options, too.
func TestTagsTemporary(t *testing.T) {
	T := schema.Define[struct {
		schema.Table `gild:"'a, b',schema=s,temporary"`
		ID           expr.Col[int] `gild:"id,pk,autoincrement=no"`
	}](schema.NewMetaData())
	if T.FullName() != "s.a, b" || !T.IsTemporary() || T.AutoIncrement() != nil || T.Err() != nil {
		t.Errorf("%q %v %v %v", T.FullName(), T.IsTemporary(), T.AutoIncrement(), T.Err())
	}
}

// TestExisting defines tables that are there: they are the same ones, kept or extended.
func TestExisting(t *testing.T) {
	m := schema.NewMetaData(schema.DefaultSchema("d"))
	column := func(name string) *schema.Column { return schema.NewColumn(name, typemap.Integer()) }
	first := schema.NewTable(m, "t", schema.KeepExisting(), column("a"))
	other := schema.NewTable(m, "t", schema.InSchema("x"), schema.KeepExisting(), column("a"))
	kept := schema.NewTable(m, "t", column("b"), schema.KeepExisting())
	extended := schema.NewTable(m, "t", schema.ExtendExisting(), column("c"), schema.NewUnique("a", "c"))
	must := schema.NewTable(m, "t", schema.MustExist())
	if kept != first || extended != first || must != first || other == first {
		t.Error("another table")
	}
	if err := m.Err(); err != nil {
		t.Error(err)
	}
	if len(first.Definitions()) != 2 || first.Column("c") == nil || len(first.Uniques()) != 1 || len(m.Tables()) != 2 {
		t.Errorf("%v", first.Definitions())
	}
}

// Types of a program that say their SQL type.
type (
	sized    string
	labelled string
	exact    float64
	brief    time.Time
	hash     []byte
	plural   []string
	outer    string
	count    uint32
)

var outerType = typemap.Custom(typemap.String(9), func(o outer) (string, error) { return string(o), nil }, func(s string) (outer, error) { return outer(s), nil })

func (sized) SQLType() typemap.Type    { return typemap.String(5) }
func (labelled) SQLType() typemap.Type { return typemap.Enum("label", "long one", "no") }
func (exact) SQLType() typemap.Type    { return typemap.Numeric(12, 2) }
func (brief) SQLType() typemap.Type    { return typemap.DateTimeZone().Fraction(0) }
func (hash) SQLType() typemap.Type     { return typemap.Type{Kind: typemap.KindBinary, Length: 32} }
func (plural) SQLType() typemap.Type   { return typemap.ArrayOf(typemap.String(7)) }
func (outer) SQLType() typemap.Type    { return outerType }
func (count) SQLType() typemap.Type    { return typemap.Unsigned(typemap.Integer()) }

// Types that say their SQL type keep it whole in a tag, up to what its options say.
func TestTagsOfTypes(t *testing.T) {
	type fields struct {
		Sized     sized
		Pointer   *sized
		Longer    sized `gild:"size=50"`
		Text      sized `gild:"type=text"`
		Labelled  labelled
		Unchecked labelled `gild:"type=string,size=3"`
		Exact     exact
		Scale     exact `gild:"scale=4"`
		Rough     exact `gild:"type=double"`
		Brief     brief
		Day       brief `gild:"type=date"`
		Hash      hash
		Plural    plural
		Document  plural `gild:"type=json"`
		Outer     outer
		OuterText outer `gild:"type=text"`
		Count     count `gild:"type=bigint"`
	}
	want := map[string]typemap.Type{
		"Sized": typemap.String(5), "Pointer": typemap.String(5), "Longer": typemap.String(50), "Text": typemap.Text(),
		"Labelled": labelled("").SQLType(), "Unchecked": typemap.String(3),
		"Exact": typemap.Numeric(12, 2), "Scale": typemap.Numeric(12, 4), "Rough": typemap.Double(),
		"Brief": typemap.DateTimeZone().Fraction(0), "Day": typemap.Date(), "Hash": typemap.Type{Kind: typemap.KindBinary, Length: 32},
		"Plural": typemap.ArrayOf(typemap.String(7)), "Document": typemap.JSON(), "Outer": outerType,
		"OuterText": outerType.OfKind(typemap.KindText), "Count": typemap.Unsigned(typemap.BigInt()),
	}
	owner := reflect.TypeFor[fields]()
	for i := range owner.NumField() {
		f := owner.Field(i)
		column, err := schema.ColumnOf(owner, f)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
		} else if got := column.Type(); got != want[f.Name] {
			t.Errorf("%s: %#v, want %#v", f.Name, got, want[f.Name])
		}
	}
	for tag, mistake := range map[reflect.StructTag]string{
		`gild:"size=3"`: "option size is for strings and bytes", `gild:"scale=20"`: "option scale=20 needs a precision",
		`gild:"precision=1"`: "option precision=1 needs to be no smaller",
	} {
		_, err := schema.ColumnOf(owner, reflect.StructField{Name: "F", Type: reflect.TypeFor[exact](), Tag: tag})
		if err == nil || !strings.Contains(err.Error(), mistake) {
			t.Errorf("%s: %v", tag, err)
		}
	}
}
