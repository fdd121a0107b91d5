package expr

import "strings"

// proxyOf returns the column of f that stands for c, at that place.
func proxyOf(f From, c *Column, index int) *Column {
	p := Proxy{Origin: c, Key: c.proxy.Key, Name: c.proxy.Name, Index: index, Raw: c.proxy.Raw}
	proxy := NewProxy(f, c.name, c.typ, p)
	proxy.quote = c.quote
	return proxy
}

// proxies returns the columns of f for the results of q. Of what is text it is not known which column
// it is, or how many.
func proxies(f From, q Query) []*Column {
	outputs := Outputs(q.Outputs(), StyleOf(q), true)
	columns := make([]*Column, 0, len(outputs))
	for _, o := range outputs {
		if _, isText := o.Expr.(*TextStmt); isText {
			continue
		}
		name := o.innerName()
		p := Proxy{Origin: originOf(o.Expr), Key: o.Key, Index: len(columns), Raw: isSQLName(o.Expr)}
		text := ""
		if name.isMade() {
			p.Name = name
		} else {
			text = name.Text
		}
		if p.Key == text {
			p.Key = ""
		}
		column := NewProxy(f, text, TypeOf(o.Expr), p)
		column.quote = o.isQuoted(name)
		columns = append(columns, column)
	}
	return columns
}

// QuotesForced reports whether the name that the column is given is quoted where it need not be, as that
// of a column whose own name is part of it.
func (o Output) QuotesForced() bool { return o.isQuoted(o.Name()) }

func (o Output) isQuoted(name Name) bool {
	c, ok := o.Expr.(*Column)
	return ok && c.quote && name.Object == nil && name.Again == nil
}

// innerName returns the name of the column in a FROM element of the query.
func (o Output) innerName() Name {
	if o.Label != (Name{}) {
		return o.Label
	}
	if name := ownName(o.Expr); name != (Name{}) {
		return name
	}
	return anonName(o.Expr)
}

// isSQLName reports whether e is SQL text that names a column as it is: * or a name in quotes, or a
// column of a query that is that.
func isSQLName(e Expr) bool {
	switch e := e.(type) {
	case *RawExpr:
		return e.SQL == "*" || strings.ContainsAny(e.SQL[:min(1, len(e.SQL))], "\"`[")
	case *Column:
		return e.proxy.Raw
	}
	return false
}

// originOf returns the column that e is, nil if it is another expression.
func originOf(e Expr) *Column {
	if l, ok := e.(*Label); ok {
		e = l.Expr
	}
	c, _ := e.(*Column)
	return c
}
