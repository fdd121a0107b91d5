// Package ent is where ent's generator leaves the code for the benchmark's tables, which is not kept:
//
//	go generate ./ent && go run -tags generated .
package ent

//go:generate go tool ent generate ./schema
