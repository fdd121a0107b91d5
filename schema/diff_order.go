package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// order puts the operations in a safe order.
func (d *differ) order() error {
	if err := d.orderTables(); err != nil {
		return err
	}
	slices.SortStableFunc(d.ops, func(a, b *Operation) int { return int(a.phase) - int(b.phase) })
	return nil
}

// orderTables puts the tables that are created behind those that they refer to, and those that are
// dropped before. Foreign keys of circles, and those to tables whose keys may be new, come and go by
// themselves.
func (d *differ) orderTables() error {
	created, dropped := map[*Table]*Operation{}, map[*Table]*Operation{}
	var create, drop []*Table
	for _, o := range d.ops {
		switch t, _ := o.after.(*Table); {
		case o.Object != ObjectTable:
		case o.Creates():
			created[t], create = o, append(create, t)
		case o.Drops():
			dropped[o.before.(*Table)], drop = o, append(drop, o.before.(*Table))
		}
	}
	rest := slices.DeleteFunc(d.ops, func(o *Operation) bool { return o.Object == ObjectTable && (o.Creates() || o.Drops()) })
	d.ops = rest
	sorted, late, err := SortTablesAndConstraints(create)
	if err != nil {
		return err
	}
	for _, t := range sorted {
		o := created[t]
		d.ops = append(d.ops, o)
		if !d.can.Alter {
			continue
		}
		for _, fk := range t.foreignKeys {
			target, err := fk.Target()
			if err != nil {
				return err
			}
			if slices.Contains(late, fk) || created[target] == nil {
				o.late = append(o.late, fk)
				d.keyOperation(fk, nil)
			}
		}
	}
	if sorted, late, err = SortTablesAndConstraints(drop); err != nil {
		return err
	}
	for _, fk := range late {
		if d.can.Alter {
			d.keyOperation(nil, fk)
		}
	}
	for _, t := range slices.Backward(sorted) {
		d.ops = append(d.ops, dropped[t])
	}
	return nil
}

// keyOperation adds an operation for a foreign key of a table that is created or dropped.
func (d *differ) keyOperation(create, drop *ForeignKey) {
	fk, o := create, Operation{Object: ObjectForeignKey, phase: phaseKeys}
	if create != nil {
		o.after = create
	} else {
		fk, o.before, o.phase = drop, drop, phaseDropKeys
	}
	if d.canon.LeavesOut(fk) {
		return
	}
	o.Table, o.Name = fk.table.FullName(), d.nameOf(fk.Name, fk.made)
	d.add(o)
}

// loses says what an operation loses, empty for nothing.
func loses(before, after any, change []string) string {
	switch b := before.(type) {
	case *Table:
		if after == nil {
			return fmt.Sprintf("the rows of table %q", b.FullName())
		}
	case *Column:
		a, _ := after.(*Column)
		return columnLoses(b, a, change)
	case *expr.Sequence:
		if after == nil {
			return fmt.Sprintf("how far sequence %q has counted", fullName(b.Schema, b.Name))
		}
	case typemap.Type:
		a, _ := after.(typemap.Type)
		if after != nil && !onlyMore(b.Labels(), a.Labels()) && !sameLabels(b.Labels(), a.Labels()) {
			return "" // rows that have a label that goes make it fail
		}
	}
	return ""
}

func sameLabels(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

func columnLoses(before, after *Column, change []string) string {
	name := before.name
	if t, ok := before.Table().(*Table); ok {
		name = t.FullName() + "." + name
	}
	switch {
	case after == nil && before.Computed != nil:
		return ""
	case after == nil:
		return fmt.Sprintf("the values of column %q", name)
	case slices.Contains(change, "type") && !widens(before.typ, after.typ):
		return fmt.Sprintf("what values of column %q have beyond the new type", name)
	}
	return ""
}

// widens reports whether all values of a type are kept by another one.
func widens(from, to typemap.Type) bool {
	from, to = from.DomainBase(), to.DomainBase()
	_, named := from.SQLName()
	_, spelled := to.Spelling()
	switch {
	case from.IsInteger() && to.IsInteger() && !from.IsUnsigned() && !to.IsUnsigned():
		return to.Kind >= from.Kind && !spelled && named == 0
	case from.IsInteger() && to.Kind == typemap.KindNumeric && !spelled:
		return to.Precision == 0 || to.Precision-to.Scale >= 19
	case (from.IsInteger() || from.Kind == typemap.KindNumeric || from.Kind == typemap.KindBoolean || from.Kind == typemap.KindUUID) && to.IsText():
		return to.Kind == typemap.KindText && !spelled || to.Kind == typemap.KindString && to.Length == 0
	case from.IsText() && to.IsText():
		if spelled || len(to.Labels()) > 0 {
			return false
		}
		return to.Kind == typemap.KindText && !strings.HasPrefix(nameOfType(to), "TINY") && nameOfType(to) == "" || to.Kind == typemap.KindString && (to.Length == 0 || from.Kind == typemap.KindString && from.Length > 0 && from.Length <= to.Length)
	case from.Kind == typemap.KindNumeric && to.Kind == typemap.KindNumeric:
		return to.Precision == 0 || from.Precision > 0 && to.Scale >= from.Scale && to.Precision-to.Scale >= from.Precision-from.Scale
	case from.Kind == typemap.KindReal && to.Kind == typemap.KindDouble:
		return true
	case from.Kind == to.Kind && len(to.Labels()) > 0:
		return onlyMore(from.Labels(), to.Labels())
	}
	return false
}

func nameOfType(t typemap.Type) string {
	name, _ := t.SQLName()
	return name
}
