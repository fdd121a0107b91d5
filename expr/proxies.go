package expr

// proxyOf returns the column of f that stands for c, at that place.
func proxyOf(f From, c *Column, index int) *Column {
	p := Proxy{Origin: c, Key: c.proxy.Key, Name: c.proxy.Name, Index: index}
	return NewProxy(f, c.name, c.typ, p)
}

// proxies returns the columns of f for the results of q.
func proxies(f From, q Query) []*Column {
	outputs := Outputs(q.Outputs(), StyleOf(q), true)
	columns := make([]*Column, 0, len(outputs))
	for i, o := range outputs {
		name := o.innerName()
		p := Proxy{Origin: originOf(o.Expr), Key: o.Key, Index: i}
		text := ""
		if name.Object != nil || name.Table != nil {
			p.Name = name
		} else {
			text = name.Text
		}
		if p.Key == text {
			p.Key = ""
		}
		columns = append(columns, NewProxy(f, text, TypeOf(o.Expr), p))
	}
	return columns
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

// originOf returns the column that e is, nil if it is another expression.
func originOf(e Expr) *Column {
	if l, ok := e.(*Label); ok {
		e = l.Expr
	}
	c, _ := e.(*Column)
	return c
}
