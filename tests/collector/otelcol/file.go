package main

import (
	"context"
	"os"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// fileConfig is the configuration of the exporter "file".
type fileConfig struct {
	// Traces and Metrics are the files for them: one message of OTLP, in JSON, a line.
	Traces  string `mapstructure:"traces"`
	Metrics string `mapstructure:"metrics"`
}

func fileExporter() exporter.Factory {
	return exporter.NewFactory(component.MustNewType("file"), func() component.Config { return &fileConfig{} },
		exporter.WithTraces(fileTraces, component.StabilityLevelDevelopment),
		exporter.WithMetrics(fileMetrics, component.StabilityLevelDevelopment))
}

func fileTraces(ctx context.Context, set exporter.Settings, config component.Config) (exporter.Traces, error) {
	to := &lines{path: config.(*fileConfig).Traces}
	return exporterhelper.NewTraces(ctx, set, config, func(_ context.Context, traces ptrace.Traces) error {
		return to.add((&ptrace.JSONMarshaler{}).MarshalTraces(traces))
	})
}

func fileMetrics(ctx context.Context, set exporter.Settings, config component.Config) (exporter.Metrics, error) {
	to := &lines{path: config.(*fileConfig).Metrics}
	return exporterhelper.NewMetrics(ctx, set, config, func(_ context.Context, metrics pmetric.Metrics) error {
		return to.add((&pmetric.JSONMarshaler{}).MarshalMetrics(metrics))
	})
}

// lines is a file to which lines are added. It is safe for concurrent use.
type lines struct {
	path string
	mu   sync.Mutex // protects the file
}

func (l *lines) add(line []byte, err error) error {
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
