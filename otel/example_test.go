package otel_test

import (
	"context"
	"fmt"
	"log"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/otel"
)

func Example() {
	exporter := tracetest.NewInMemoryExporter() // in earnest, one that sends spans somewhere
	provider := sdk.NewTracerProvider(sdk.WithSyncer(exporter))

	tracing := otel.New(otel.WithTracerProvider(provider))
	db, err := gild.Open("sqlite://", gild.WithInterceptors(tracing))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	ctx := context.Background()
	if _, err := db.ExecContext(ctx, "create table users (email text unique)"); err != nil {
		log.Fatal(err)
	}
	for range 2 {
		_, err := db.ExecContext(ctx, "insert into users values (?)", "ed@example.com")
		fmt.Println("inserted:", err)
	}

	for _, span := range exporter.GetSpans() {
		if span.Name == "CONNECT" {
			continue
		}
		fmt.Println()
		fmt.Println(span.Name)
		for _, a := range span.Attributes {
			fmt.Printf("  %s: %s\n", a.Key, a.Value.AsString())
		}
		if span.Status.Description != "" {
			fmt.Printf("  %v: %s\n", span.Status.Code, span.Status.Description)
		}
	}
	// Output:
	// inserted: <nil>
	// inserted: UNIQUE constraint failed: users.email
	//
	// CREATE TABLE users
	//   db.system.name: sqlite
	//   db.operation.name: CREATE
	//   db.collection.name: users
	//   db.query.summary: CREATE TABLE users
	//   db.query.text: create table users (email text unique)
	//
	// INSERT users
	//   db.system.name: sqlite
	//   db.operation.name: INSERT
	//   db.collection.name: users
	//   db.query.summary: INSERT users
	//   db.query.text: insert into users values (?)
	//
	// INSERT users
	//   db.system.name: sqlite
	//   db.operation.name: INSERT
	//   db.collection.name: users
	//   db.query.summary: INSERT users
	//   db.query.text: insert into users values (?)
	//   error.type: 2067
	//   db.response.status_code: 2067
	//   gild.error.class: unique
	//   Error: constraint failed (result code 2067)
}
