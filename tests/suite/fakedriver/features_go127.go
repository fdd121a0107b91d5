//go:build go1.27

package fakedriver

import (
	"database/sql"
	"database/sql/driver"
	"io"
	"maps"
)

func init() { maps.Copy(rowsTypes, scannerRows) }

// columnScanner is driver.RowsColumnScanner: database/sql calls it in place of Next.
type columnScanner struct{ x *rows }

func (m columnScanner) NextRow() error {
	if m.x.next >= len(m.x.current().Rows) {
		return io.EOF
	}
	m.x.next++
	return m.x.conn.note("next row %d", m.x.next)
}

func (m columnScanner) ScanColumn(ctx driver.ScanContext, i int, dest any) error {
	if err := m.x.conn.note("scan column %d into %T", i, dest); err != nil {
		return err
	}
	return sql.ConvertAssign(ctx, dest, m.x.current().Rows[m.x.next-1][i])
}
