// Package ent is the code that ent generates for the benchmark's tables.
package ent

//go:generate go run -mod=mod entgo.io/ent/cmd/ent generate ./schema
