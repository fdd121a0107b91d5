package generated

import (
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// The tables, with names that need quotes among them.
var meta = schema.NewMetaData()

type usersTable struct {
	schema.Table `gild:"users"`
	ID           expr.Col[int64]      `gild:"id,pk"`
	Name         expr.Col[string]     `gild:"name,size=50"`
	Fullname     expr.Null[string]    `gild:"full name,size=100"`
	Age          expr.Null[int64]     `gild:"age"`
	Active       expr.Col[bool]       `gild:"active"`
	Rate         expr.Null[float64]   `gild:"Rate"`
	Born         expr.Null[time.Time] `gild:"born"`
	Doc          expr.Null[document]  `gild:"doc,type=json"`
}

type mailsTable struct {
	schema.Table `gild:"mails"`
	ID           expr.Col[int64]   `gild:"id,pk"`
	UserID       expr.Col[int64]   `gild:"user_id,fk=users.id"`
	Address      expr.Col[string]  `gild:"order,size=100"`
	Size         expr.Col[int64]   `gild:"size"`
	Body         expr.Null[[]byte] `gild:"body \"raw\""`
}

var (
	users = schema.Define[usersTable](meta)
	mails = schema.Define[mailsTable](meta)
)

// notes are empty, and numbered by the database.
var notes = schema.Define[struct {
	schema.Table `gild:"notes"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	Text         expr.Col[string] `gild:"text,size=200"`
	Size         expr.Null[int64] `gild:"size"`
}](meta)

// stray is a table that no statement selects from and no database has.
var stray = schema.Define[struct {
	schema.Table `gild:"stray"`
	ID           expr.Col[int64] `gild:"id,pk"`
}](schema.NewMetaData())

// source is what the expressions of a query take their columns from.
type source struct {
	from      expr.From
	numbers   []expr.X[int64]
	texts     []expr.X[string]
	truths    []expr.X[bool]
	fractions []expr.X[float64]
	moments   []expr.X[time.Time]
	documents []expr.X[document]
	blobs     []expr.X[[]byte]
}

func userSource(u *usersTable) source {
	return source{
		from: u, numbers: []expr.X[int64]{u.ID, u.Age.Col}, texts: []expr.X[string]{u.Name, u.Fullname.Col},
		truths: []expr.X[bool]{u.Active}, fractions: []expr.X[float64]{u.Rate.Col},
		moments: []expr.X[time.Time]{u.Born.Col}, documents: []expr.X[document]{u.Doc.Col},
	}
}

func mailSource(m *mailsTable) source {
	return source{
		from: m, numbers: []expr.X[int64]{m.ID, m.UserID, m.Size}, texts: []expr.X[string]{m.Address},
		blobs: []expr.X[[]byte]{m.Body.Col},
	}
}

// rows are in the tables while the statements run.
func rows() []expr.Statement {
	out := []expr.Statement{}
	names := []string{"ann", "", "it's", "100%", `back\slash`, "ünï"}
	for i, name := range names {
		row := []expr.Assignment{
			users.ID.Set(int64(i + 1)), users.Name.Set(name), users.Active.Set(i%2 == 0),
		}
		if i%3 > 0 {
			row = append(row, users.Fullname.Set(name+" of x"), users.Age.Set(int64(i*10)), users.Rate.Set(float64(i)/4),
				users.Born.Set(time.Date(1990+i, 2, 28, 12, i, 30, 0, time.UTC)),
				users.Doc.Set(document{"a": []any{1, "two", nil, true}, "b": map[string]any{"c d": 1.5}, "n": i}))
		}
		out = append(out, expr.Insert(users).Values(row...))
		for k := range i {
			out = append(out, expr.Insert(mails).Values(mails.ID.Set(int64(10*i+k)), mails.UserID.Set(int64(i+1)),
				mails.Address.Set(name+"@"+names[k]), mails.Size.Set(int64(k*100)), mails.Body.Set([]byte{0, byte(k), 255, '\''})))
		}
	}
	return out
}

// document is a value of a JSON column.
type document map[string]any
