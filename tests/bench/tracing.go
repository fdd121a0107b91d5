package main

import (
	"database/sql"
	"database/sql/driver"
	"slices"

	"github.com/XSAM/otelsql"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	gilddriver "github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/otel"
)

// tracers are what spans are told to, by the end of the implementations' names.
var tracers = []struct {
	name, about string
	provider    trace.TracerProvider
}{
	{"noop", "a tracer that does nothing", tracenoop.NewTracerProvider()},
	{"never", "the SDK's tracer, which samples nothing", sdk.NewTracerProvider(sdk.WithSampler(sdk.NeverSample()))},
	{"sampled", "the SDK's tracer, which samples all and exports nothing", sdk.NewTracerProvider(sdk.WithSampler(sdk.AlwaysSample()))},
}

const (
	tracedSuffix        = "+gild+traced+"
	tracedByOtherSuffix = "+otelsql+"
)

// traced are the program of bare, traced: through gild and over otelsql.
var traced = tracedImplementations()

func tracedImplementations() []Implementation {
	var all []Implementation
	for _, t := range tracers {
		all = append(all,
			Implementation{Name: "gild-" + t.name, About: "gild with " + t.about, Open: openPlain(tracedSuffix + t.name)},
			Implementation{Name: "gild-uncached-" + t.name, About: "gild-uncached with " + t.about, Open: openPlain(uncachedSuffix + tracedSuffix + t.name)},
			Implementation{Name: "otelsql-" + t.name, About: "otelsql with " + t.about, Open: openPlain(tracedByOtherSuffix + t.name)})
	}
	return all
}

func registerTraced(name string, real driver.Driver, options []gilddriver.Option) {
	for _, t := range tracers {
		ours := append(slices.Clip(options), gilddriver.WithInterceptors(otel.New(
			otel.WithTracerProvider(t.provider), otel.WithMeterProvider(metricnoop.NewMeterProvider()))))
		gilddriver.Register(name+tracedSuffix+t.name, real, ours...)
		gilddriver.Register(name+uncachedSuffix+tracedSuffix+t.name, real, append(slices.Clip(ours), gilddriver.WithPreparedStatements(-1))...)
		sql.Register(name+tracedByOtherSuffix+t.name, otelsql.WrapDriver(real,
			otelsql.WithTracerProvider(t.provider), otelsql.WithMeterProvider(metricnoop.NewMeterProvider())))
	}
}
