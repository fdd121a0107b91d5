package sqltext

// OnlyReads reports whether a text is certainly a single statement that reads: it has no other
// statement in it, locks no rows, puts them nowhere, and calls none of the functions of the databases
// that change something. What functions and views of the program's own do its words do not say.
func OnlyReads(text string, f Flavor) bool {
	n := Inspect(text, f)
	if n.Effect != Read || !n.Single {
		return false
	}
	r := reader{s: NewScanner(text, f)}
	for tok := r.s.Next(); tok.Kind != EOF; tok = r.s.Next() {
		switch {
		case tok.Kind == Comment && IsExecutable(tok.Text(text)),
			tok.Kind == Op && r.text(tok) == ":=",
			r.in(tok, []string{"INTO", "CALL", "NEXTVAL"}),
			r.in(tok, []string{"FOR", "IN", "VALUE"}) && r.in(r.peek(), locks),
			r.in(tok, changing) && r.peek().Kind == OpenParen:
			return false
		}
	}
	return true
}

// locks are what FOR or LOCK IN asks for; NEXT VALUE FOR a sequence changes that.
var locks = []string{"UPDATE", "SHARE", "NO", "KEY", "FOR"}

// changing are functions of the databases that change something, be it only of the session.
var changing = []string{
	"SETVAL", "SET_CONFIG", "LO_CREATE", "LO_IMPORT", "LO_UNLINK", "LO_FROM_BYTEA", "LO_PUT", "PG_ADVISORY_LOCK", "PG_TRY_ADVISORY_LOCK",
	"PG_ADVISORY_XACT_LOCK", "PG_NOTIFY", "DBLINK", "DBLINK_EXEC", "PG_SLEEP", "GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS",
	"SLEEP", "BENCHMARK", "LAST_INSERT_ID", "LASTVAL", "LOAD_EXTENSION",
}
