package schema

import "fmt"

// existence is a TableItem that says what becomes of a definition if there is the table already.
type existence int

const (
	keepExisting existence = iota + 1
	extendExisting
	mustExist
)

// KeepExisting lets NewTable return the table that the MetaData already has under that name, as it is:
// the rest of the definition is for the first time.
func KeepExisting() TableItem { return keepExisting }

// ExtendExisting lets NewTable add to the table that the MetaData already has under that name, if it has
// one, and return it. Columns that it has are a mistake: Amend changes them.
func ExtendExisting() TableItem { return extendExisting }

// MustExist lets NewTable return the table that the MetaData already has under that name, with the rest
// of the items added to it. It is a mistake if there is none.
func MustExist() TableItem { return mustExist }

// addTo is for tables that are not there yet, and for structs, which are tables of their own.
func (e existence) addTo(t *Table) {
	if e == mustExist {
		t.fail(fmt.Errorf("table %q is to exist, but is not in this MetaData", t.FullName()))
	}
}

// existing returns the table that items are to keep or to extend, and what is to be added to it.
func existing(meta *MetaData, name string, items []TableItem) (*Table, []TableItem) {
	if meta == nil {
		return nil, nil
	}
	asked := existence(0)
	probe := &Table{name: name, meta: meta, schema: meta.schema}
	var parts []TableItem
	for _, item := range items {
		switch item := item.(type) {
		case existence:
			asked = max(asked, item)
		case inSchema:
			item.addTo(probe)
		default:
			parts = append(parts, item)
		}
	}
	if asked == 0 {
		return nil, nil
	}
	meta.mu.RLock()
	old := meta.byName[probe.FullName()]
	meta.mu.RUnlock()
	if asked == keepExisting {
		parts = nil
	}
	return old, parts
}
