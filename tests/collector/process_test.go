package collector

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// process is a collector that runs.
type process struct {
	grpc, http string // where it listens
	dir        string
	cmd        *exec.Cmd
	said       bytes.Buffer
	ended      chan error
}

const configuration = `
receivers:
  otlp:
    protocols:
      grpc: {endpoint: %[1]q}
      http: {endpoint: %[2]q}
processors:
  batch: {timeout: 100ms}
exporters:
  file: {traces: %[3]q, metrics: %[4]q}
service:
  pipelines:
    traces: {receivers: [otlp], processors: [batch], exporters: [file]}
    metrics: {receivers: [otlp], processors: [batch], exporters: [file]}
`

// start builds a collector and starts it. It is stopped at the end of the test, if not before.
func start(t *testing.T) *process {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "otelcol")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./otelcol").CombinedOutput(); err != nil {
		t.Fatalf("building the collector: %v\n%s", err, out)
	}
	p := &process{grpc: address(t), http: address(t), dir: dir, ended: make(chan error, 1)}
	config := fmt.Sprintf(configuration, p.grpc, p.http, p.file("traces"), p.file("metrics"))
	if err := os.WriteFile(p.file("config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	p.cmd = exec.Command(binary, "--config", "file:"+p.file("config"))
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	for _, address := range []string{p.grpc, p.http} {
		p.await(t, address)
	}
	return p
}

func (p *process) file(name string) string { return filepath.Join(p.dir, name) }

// address is one on this machine where nobody listens.
func address(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (p *process) await(t *testing.T, address string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case err := <-p.ended:
			t.Fatalf("the collector has ended: %v\n%s", err, p.said.String())
		default:
		}
		if time.Now().After(end) {
			t.Fatalf("the collector does not listen on %s: %v", address, err)
		}
	}
}

// stop stops the collector, which passes on what it has.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			t.Fatalf("the collector: %v\n%s", err, p.said.String())
		}
	case <-time.After(time.Minute):
		t.Fatal("the collector does not stop")
	}
}

// traces are those that the collector has passed on.
func (p *process) traces(t *testing.T) (all []ptrace.ResourceSpans) {
	t.Helper()
	for _, line := range p.lines(t, "traces") {
		traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range traces.ResourceSpans().All() {
			all = append(all, r)
		}
	}
	return all
}

// metrics are those that the collector has passed on.
func (p *process) metrics(t *testing.T) (all []pmetric.ResourceMetrics) {
	t.Helper()
	for _, line := range p.lines(t, "metrics") {
		metrics, err := (&pmetric.JSONUnmarshaler{}).UnmarshalMetrics(line)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range metrics.ResourceMetrics().All() {
			all = append(all, r)
		}
	}
	return all
}

func (p *process) lines(t *testing.T, file string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(p.file(file))
	if err != nil {
		t.Fatalf("%v; the collector says\n%s", err, p.said.String())
	}
	return bytes.Split(bytes.TrimSpace(text), []byte("\n"))
}
