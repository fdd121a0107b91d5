package sqltext_test

import (
	"testing"

	"github.com/gildsql/gild/internal/sqltext"
)

func TestInspect(t *testing.T) {
	const read, write, ret = sqltext.Read, sqltext.Write, sqltext.Return
	for text, want := range map[string]sqltext.Nature{
		"":                                     {},
		"select 1":                             {Effect: read, Single: true},
		" -- x\n/* y */ SELECT 1 ; -- z":       {Effect: read, Single: true, Tail: true},
		"select 1 -- z":                        {Effect: read, Single: true},
		"select 1; \n":                         {Effect: read, Single: true},
		"select * from t":                      {Effect: read, Single: true, Star: true},
		"select distinct * from t":             {Effect: read, Single: true, Star: true},
		"select a, * from t":                   {Effect: read, Single: true, Star: true},
		"select t.* from t":                    {Effect: read, Single: true, Star: true},
		`select "t" . * from t`:                {Effect: read, Single: true, Star: true},
		"select count(*), 2 * a from t":        {Effect: read, Single: true},
		"select ';', '*', \"a;b\"":             {Effect: read, Single: true},
		"select 1; select 2":                   {Effect: read},
		"select 1; drop table t":               {Effect: sqltext.Change},
		"select 'unterminated":                 {Effect: read},
		"select 1 /* unterminated":             {Effect: read},
		"insert into t values (1)":             {Effect: write, Single: true},
		"update t set a = 1":                   {Effect: write, Single: true},
		"delete from t returning a":            {Effect: ret, Single: true},
		"insert into t values (1) returning *": {Effect: ret, Single: true, Star: true},
		"with x as (select 1) select * from x": {Effect: read, Single: true, Star: true},
		"with x as (delete from t returning a) select a from x": {Effect: ret, Single: true},
		"with x as (select 1) insert into t select * from x":    {Effect: write, Single: true, Star: true},
		"with x as (select 1) merge":                            {Effect: write, Single: true},
		"with nothing":                                          {},
		"(select 1) union (select 2)":                           {},
		"begin":                                                 {Effect: sqltext.Begin, Single: true},
		"start transaction":                                     {Effect: sqltext.Begin, Single: true},
		"commit":                                                {Effect: sqltext.End, Single: true},
		"rollback":                                              {Effect: sqltext.End, Single: true},
		"rollback to savepoint x":                               {Effect: sqltext.Other, Single: true},
		"rollback work to x":                                    {Effect: sqltext.Other, Single: true},
		"alter table t add a int":                               {Effect: sqltext.Change, Single: true},
		"drop table t":                                          {Effect: sqltext.Change, Single: true},
		"discard all":                                           {Effect: sqltext.Switch, Single: true},
		"use other":                                             {Effect: sqltext.Switch, Single: true},
		"copy t from stdin":                                     {Single: true},
		"create table t (a int)":                                {Effect: sqltext.Create, Single: true},
		"explain select 1":                                      {Single: true},
		"pragma foreign_keys":                                   {Single: true},
		"create table t (a int); alter table t add b int": {Effect: sqltext.Change},
		"???":                                 {},
		"selection":                           {Single: true},
		"select 'now'::date":                  {Effect: read, Single: true, Momentary: true},
		"select E'Tomorrow 12:00'":            {Effect: read, Single: true, Momentary: true},
		"select 'unknown', now(), 'snow'":     {Effect: read, Single: true},
		"set search_path = a":                 {Effect: sqltext.Switch, Single: true},
		"set local statement_timeout = 1":     {Single: true},
		"set transaction read only":           {Single: true},
		"select set_config('a.b', 'c', true)": {Effect: sqltext.Switch, Single: true},
		"set a = 1; use b":                    {Effect: sqltext.Switch},
		"call f()":                            {Effect: sqltext.Call, Single: true},
		"do $$ begin end $$":                  {Effect: sqltext.Call, Single: true},
	} {
		if got := sqltext.EffectOf(text, sqltext.Postgres()); got != want.Effect && (got != sqltext.Write || want.Effect != ret) {
			t.Errorf("%q: effect %d, want %d", text, got, want.Effect)
		}
		if got := sqltext.Inspect(text, sqltext.Postgres()); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
