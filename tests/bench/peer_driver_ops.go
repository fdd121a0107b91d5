package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"
)

// What the driver reads fastest: SQLite's hands over a time as its text when the column is an expression, and
// lib/pq takes no text apart for a bytea.
const (
	heldLiteItems  = "select id, name, email, city, active, score, +created, nick from items where id "
	heldPGItems    = "select id, name, email, city, active, float8send(score), timestamptz_send(created), nick from items where id "
	heldLiteParent = "select id, name, score, +created from parents where id <= ? order by id"
	heldPGParent   = "select id, name, float8send(score), timestamptz_send(created) from parents where id <= $1 order by id"
	heldLiteChild  = "select " + childColumns + " from children where parent_id in (select value from json_each(?)) order by parent_id, id"
	heldPGChild    = "select " + childColumns + " from children where parent_id = any($1::bigint[]) order by parent_id, id"
)

// either returns the text for the database.
func (p *heldProgram) either(lite, pg string) string {
	if p.d.numbers {
		return pg
	}
	return lite
}

func (p *heldProgram) point(ctx context.Context, id int64) (it Item, err error) {
	err = p.on(ctx, func(c *heldConn) error {
		c.add(id)
		return c.query(ctx, p.either(heldLiteItems+"= ?", heldPGItems+"= $1"), 8, func(row []driver.Value) error {
			decodeItem(&it, row)
			return nil
		})
	})
	return it, err
}

// list collects rows in chunks, which are copied once.
func (p *heldProgram) list(ctx context.Context, n int) (Listed, error) {
	var chunks [][]Item
	var chunk []Item
	count := 0
	err := p.on(ctx, func(c *heldConn) error {
		c.add(int64(n))
		return c.query(ctx, p.either(heldLiteItems+"<= ? order by id", heldPGItems+"<= $1 order by id"), 8, func(row []driver.Value) error {
			if len(chunk) == cap(chunk) {
				chunks = append(chunks, chunk)
				chunk = make([]Item, 0, min(max(16, 2*cap(chunk)), 512))
			}
			chunk = append(chunk, Item{})
			decodeItem(&chunk[len(chunk)-1], row)
			count++
			return nil
		})
	})
	all := make([]Item, 0, count)
	for _, full := range chunks {
		all = append(all, full...)
	}
	return listed(append(all, chunk...), err)
}

func (p *heldProgram) insert(ctx context.Context, it *Item) error {
	return p.on(ctx, func(c *heldConn) error {
		c.addItem(it)
		if p.d.numbers {
			return c.query(ctx, insertSQL, 1, func(row []driver.Value) error {
				it.ID = row[0].(int64)
				return nil
			})
		}
		result, err := c.exec(ctx, "insert into items (name, email, city, active, score, created, nick) values (?, ?, ?, ?, ?, ?, ?)")
		if err == nil {
			it.ID, err = result.LastInsertId()
		}
		return err
	})
}

func (p *heldProgram) update(ctx context.Context, id int64, name string, score float64) error {
	return p.on(ctx, func(c *heldConn) error {
		c.add(name, score, id)
		_, err := c.exec(ctx, p.either("update items set name = ?, score = ? where id = ?", updateSQL))
		return err
	})
}

func (p *heldProgram) bulk(ctx context.Context, items []Item) error {
	return p.on(ctx, func(c *heldConn) error {
		if p.d.numbers {
			return c.unnestItems(ctx, items)
		}
		return c.inTx(ctx, func() error {
			return c.inChunks(ctx, "insert into items (name, email, city, active, score, created, nick) values ", 7, len(items),
				func(i int) { c.addItem(&items[i]) },
				func(i int, id int64) { items[i].ID = id })
		})
	})
}

func (p *heldProgram) unit(ctx context.Context, families []Family) (Loaded, error) {
	parents := plainParents(families)
	var children []*plainChild
	store := func(c *heldConn) error {
		id := func(i int, id int64) {
			parents[i].ID = id
			for _, child := range parents[i].children {
				child.parentID = id
				children = append(children, child)
			}
		}
		childID := func(i int, id int64) { children[i].ID = id }
		if p.d.numbers {
			if err := c.unnestParents(ctx, parents, id); err != nil {
				return err
			}
			return c.unnestChildren(ctx, children, childID)
		}
		err := c.inChunks(ctx, "insert into parents (name, score, created) values ", 3, len(parents),
			func(i int) { c.add(parents[i].Name, parents[i].Score, parents[i].Created) }, id)
		if err != nil {
			return err
		}
		return c.inChunks(ctx, "insert into children (parent_id, title, qty, done) values ", 4, len(children),
			func(i int) { c.add(children[i].parentID, children[i].Title, children[i].Qty, children[i].Done) }, childID)
	}
	err := p.on(ctx, func(c *heldConn) error { return c.inTx(ctx, func() error { return store(c) }) })
	return plainLoaded(parents), err
}

func (p *heldProgram) eager(ctx context.Context, n int) (Loaded, error) {
	var parents []*plainParent
	err := p.on(ctx, func(c *heldConn) error {
		c.add(int64(n))
		var ids []int64
		err := c.query(ctx, p.either(heldLiteParent, heldPGParent), 4, func(row []driver.Value) error {
			f := &plainParent{}
			f.ID, f.Name, f.Score, f.Created = row[0].(int64), row[1].(string), decodeScore(row[2]), decodeTime(row[3])
			parents, ids = append(parents, f), append(ids, f.ID)
			return nil
		})
		if err != nil {
			return err
		}
		text := []byte(p.either("[", "{"))
		for i, id := range ids {
			if i > 0 {
				text = append(text, ',')
			}
			text = strconv.AppendInt(text, id, 10)
		}
		c.add(string(append(text, p.either("]", "}")...)))
		of := 0
		return c.query(ctx, p.either(heldLiteChild, heldPGChild), 5, func(row []driver.Value) error {
			child := &plainChild{Kid: Kid{ID: row[0].(int64), Title: row[2].(string), Qty: row[3].(int64), Done: row[4].(bool)}, parentID: row[1].(int64)}
			for parents[of].ID != child.parentID {
				of++
			}
			parents[of].children = append(parents[of].children, child)
			return nil
		})
	})
	return plainLoaded(parents), err
}

func (c *heldConn) addItem(it *Item) {
	var nick driver.Value
	if it.Nick.Valid {
		nick = it.Nick.String
	}
	c.add(it.Name, it.Email, it.City, it.Active, it.Score, it.Created, nick)
}

// chunkRows is how many rows one of SQLite's INSERTs has at most.
const chunkRows = 64

// inChunks sends INSERTs of several rows by the driver's path for queries, which binds all arguments in
// one call of C, and counts the ids back from the last one.
func (c *heldConn) inChunks(ctx context.Context, insert string, columns, n int, add func(i int), id func(i int, id int64)) error {
	for from := 0; from < n; {
		rows := min(chunkRows, n-from)
		for i := range rows {
			add(from + i)
		}
		err := c.query(ctx, c.chunkText(insert, rows, columns), 0, func([]driver.Value) error { return io.ErrUnexpectedEOF })
		if err != nil {
			return err
		}
		err = c.query(ctx, "select last_insert_rowid()", 1, func(row []driver.Value) error {
			for i := range rows {
				id(from+i, row[0].(int64)-int64(rows-1-i))
			}
			return nil
		})
		if err != nil {
			return err
		}
		from += rows
	}
	return nil
}

// chunkText returns an INSERT of so many rows, made once.
func (c *heldConn) chunkText(insert string, rows, columns int) string {
	key := chunkKey{insert, rows}
	if text := c.chunks[key]; text != "" {
		return text
	}
	row := "(?" + strings.Repeat(", ?", columns-1) + ")"
	c.chunks[key] = insert + row + strings.Repeat(", "+row, rows-1)
	return c.chunks[key]
}

type chunkKey struct {
	insert string
	rows   int
}

func (c *heldConn) unnestItems(ctx context.Context, items []Item) error {
	var columns [7]pq.StringArray
	nicks := make([]sql.NullString, len(items))
	for i := range items {
		it := &items[i]
		columns[0], columns[1], columns[2] = append(columns[0], it.Name), append(columns[1], it.Email), append(columns[2], it.City)
		columns[3] = append(columns[3], strconv.FormatBool(it.Active))
		columns[4] = append(columns[4], strconv.FormatFloat(it.Score, 'g', -1, 64))
		columns[5] = append(columns[5], it.Created.Format(time.RFC3339Nano))
		nicks[i] = it.Nick
	}
	for _, column := range columns[:6] {
		text, err := column.Value()
		if err != nil {
			return err
		}
		c.add(text)
	}
	text, err := pq.GenericArray{A: nicks}.Value()
	if err != nil {
		return err
	}
	c.add(text)
	return c.ids(ctx, `insert into items (name, email, city, active, score, created, nick)
		select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::float8[], $6::timestamptz[], $7::text[]) returning id`,
		func(i int, id int64) { items[i].ID = id })
}

func (c *heldConn) unnestParents(ctx context.Context, parents []*plainParent, id func(int, int64)) error {
	names, scores, created := pq.StringArray{}, pq.Float64Array{}, pq.StringArray{}
	for _, f := range parents {
		names, scores, created = append(names, f.Name), append(scores, f.Score), append(created, f.Created.Format(time.RFC3339Nano))
	}
	if err := c.addArrays(names, scores, created); err != nil {
		return err
	}
	return c.ids(ctx, "insert into parents (name, score, created) select * from unnest($1::text[], $2::float8[], $3::timestamptz[]) returning id", id)
}

func (c *heldConn) unnestChildren(ctx context.Context, children []*plainChild, id func(int, int64)) error {
	parents, titles, quantities, done := pq.Int64Array{}, pq.StringArray{}, pq.Int64Array{}, pq.BoolArray{}
	for _, k := range children {
		parents, titles, quantities, done = append(parents, k.parentID), append(titles, k.Title), append(quantities, k.Qty), append(done, k.Done)
	}
	if err := c.addArrays(parents, titles, quantities, done); err != nil {
		return err
	}
	return c.ids(ctx, `insert into children (parent_id, title, qty, done)
		select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::boolean[]) returning id`, id)
}

func (c *heldConn) addArrays(arrays ...driver.Valuer) error {
	for _, a := range arrays {
		text, err := a.Value()
		if err != nil {
			return err
		}
		c.add(text)
	}
	return nil
}

// ids takes the ids that an INSERT returns.
func (c *heldConn) ids(ctx context.Context, insert string, id func(i int, id int64)) error {
	i := 0
	return c.query(ctx, insert, 1, func(row []driver.Value) error {
		id(i, row[0].(int64))
		i++
		return nil
	})
}

func decodeItem(it *Item, row []driver.Value) {
	it.ID, it.Name, it.Email, it.City = row[0].(int64), row[1].(string), row[2].(string), row[3].(string)
	it.Active, it.Score, it.Created = row[4].(bool), decodeScore(row[5]), decodeTime(row[6])
	if nick, ok := row[7].(string); ok {
		it.Nick = sql.NullString{String: nick, Valid: true}
	}
}

func decodeScore(v driver.Value) float64 {
	if b, ok := v.([]byte); ok {
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return v.(float64)
}

// pgEpoch is what PostgreSQL counts microseconds from.
var pgEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// decodeTime takes "2006-01-02 15:04:05.999999999+00:00" apart, or what timestamptz_send gives.
func decodeTime(v driver.Value) time.Time {
	if b, ok := v.([]byte); ok {
		return time.UnixMicro(pgEpoch + int64(binary.BigEndian.Uint64(b))).UTC()
	}
	s := v.(string)
	nanos, unit := 0, 100_000_000
	if s[19] == '.' {
		for i := 20; s[i] >= '0' && s[i] <= '9'; i++ {
			nanos, unit = nanos+int(s[i]-'0')*unit, unit/10
		}
	}
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	return time.Date(two(0)*100+two(2), time.Month(two(5)), two(8), two(11), two(14), two(17), nanos, time.UTC)
}
