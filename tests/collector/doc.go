// Package collector holds a test only: what gild tells OpenTelemetry, sent by its exporters for OTLP to a real
// collector, a process of its own, and read from there. It is a module of its own, so that neither ever enters
// gild's go.mod.
package collector
