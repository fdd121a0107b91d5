package compile

import (
	"strconv"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

func (c *Compiler) sequence(operation string, s *expr.Sequence) bool {
	c.begin(operation)
	switch {
	case s == nil || s.Name == "":
		c.fail("a sequence without a name")
	case !c.rules.DDL.Abilities.Sequences:
		c.fail("the database has no sequences: use an integer primary key, which numbers itself")
	default:
		return true
	}
	return false
}

func (c *Compiler) createSequence(s *schema.CreateSequence) {
	if !c.sequence("CREATE SEQUENCE", s.Sequence) {
		return
	}
	c.WriteString("CREATE SEQUENCE ")
	c.phrase(s.IfNotExists, "IF NOT EXISTS ")
	c.SequenceName(s.Sequence)
	if c.rules.DDL.SequenceType && s.Sequence.Typ != (typemap.Type{}) {
		c.WriteString(" AS ")
		c.TypeName(s.Sequence.Typ)
	}
	c.numbers(s.Sequence)
}

// alterSequence writes how a sequence is to count, what is as usual included: it may have counted
// otherwise before.
func (c *Compiler) alterSequence(s *schema.AlterSequence) {
	if !c.sequence("ALTER SEQUENCE", s.Sequence) {
		return
	}
	c.WriteString("ALTER SEQUENCE ")
	c.SequenceName(s.Sequence)
	n := *s.Sequence
	if n.Increment == nil {
		step := int64(1)
		n.Increment = &step
	}
	n.NoMin, n.NoMax, n.NoCycle = n.Min == nil, n.Max == nil, !n.Cycle
	if n.Start == nil && n.Min == nil && *n.Increment > 0 {
		first := int64(1)
		n.Start = &first
	}
	if c.rules.DDL.KeepsStart {
		n.Start = nil
	}
	c.numbers(&n)
}

func (c *Compiler) dropSequence(s *schema.DropSequence) {
	if !c.sequence("DROP SEQUENCE", s.Sequence) {
		return
	}
	c.WriteString("DROP SEQUENCE ")
	c.phrase(s.IfExists, "IF EXISTS ")
	c.SequenceName(s.Sequence)
}

// numbers writes where the numbers of a sequence begin, how far they are apart and so on, each with
// a space in front.
func (c *Compiler) numbers(s *expr.Sequence) {
	if s == nil {
		return
	}
	c.number(" INCREMENT BY ", s.Increment)
	c.number(" START WITH ", s.Start)
	c.number(" MINVALUE ", s.Min)
	c.number(" MAXVALUE ", s.Max)
	c.phrase(s.NoMin, " "+c.rules.DDL.NoLimits+"MINVALUE")
	c.phrase(s.NoMax, " "+c.rules.DDL.NoLimits+"MAXVALUE")
	if s.Cache != nil && *s.Cache == 1 && c.rules.DDL.NoCache {
		c.WriteString(" NOCACHE")
	} else {
		c.number(" CACHE ", s.Cache)
	}
	c.phrase(s.Cycle, " CYCLE")
	c.phrase(s.NoCycle, " "+c.rules.DDL.NoLimits+"CYCLE")
}

func (c *Compiler) number(words string, n *int64) {
	if n != nil {
		c.WriteString(words)
		c.buf = strconv.AppendInt(c.buf, *n, 10)
	}
}
