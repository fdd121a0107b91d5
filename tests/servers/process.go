package servers

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// supervise is the shell script that holds a program: it ends the program and removes its directory when
// this process asks for it, and just the same when this process dies, be it by SIGKILL. The sign for both
// is the end of a pipe.
//
// Linux could have the kernel signal the program instead (Pdeathsig). But that is bound to the thread
// that forked, not to the process, and nobody would remove the directory.
//
//go:embed supervise.sh
var supervise string

// A process is a program held by the supervisor.
type process struct {
	name   string
	cmd    *exec.Cmd
	pipe   *os.File      // its end ends the program
	done   chan struct{} // closed when both the program and the supervisor have ended
	stderr bytes.Buffer  // of the supervisor; complete when done is closed
}

// launch runs argv in dir, which is made if need be, and removed when the program is stopped. The output
// goes to dir/log.
func launch(dir string, as *identity, signal string, argv []string) (*process, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	p := &process{name: argv[0], pipe: w, done: make(chan struct{})}
	p.cmd = exec.Command("/bin/sh", append([]string{"-c", supervise, "supervise", dir, signal}, argv...)...)
	p.cmd.Dir = filepath.Dir(dir)
	p.cmd.Env = []string{ // no PGDATA, no PGOPTIONS
		"PATH=" + os.Getenv("PATH") + ":/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + dir, "LC_ALL=C",
		"TMPDIR=" + dir, // MariaDB, when it starts, removes all of MariaDB's temporary tables there, be they in use
	}
	p.cmd.Stderr = &p.stderr
	p.cmd.ExtraFiles = []*os.File{r} // descriptor 3
	detach(p.cmd, as)
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait() // succeeded tells
		_ = w.Close()
	}()
	return p, nil
}

// succeeded reports whether the program ended well; call it when done is closed.
func (p *process) succeeded() bool { return p.cmd.ProcessState.Success() }

// stop ends the program, if it runs, and waits for that.
func (p *process) stop() error {
	_ = p.pipe.Close() // may be closed already
	select {
	case <-p.done:
		return nil
	case <-time.After(patience):
		err := kill(p.cmd.Process)
		<-p.done
		return errors.Join(fmt.Errorf("%s had to be killed", p.name), err)
	}
}

// program returns the path of the first of names that this machine has.
func program(names ...string) (string, bool) {
	dirs := append(pathDirs(), "/usr/sbin", "/usr/bin", "/usr/libexec", "/usr/local/mysql/bin")
	for _, name := range names {
		if dir, ok := dirWith(dirs, name); ok {
			return filepath.Join(dir, name), true
		}
	}
	return "", false
}

// dirWith returns the first of dirs that has all the programs.
func dirWith(dirs []string, programs ...string) (string, bool) {
	for _, dir := range dirs {
		if hasAll(dir, programs) {
			return dir, true
		}
	}
	return "", false
}

func hasAll(dir string, programs []string) bool {
	for _, name := range programs {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.IsDir() || info.Mode().Perm()&0o111 == 0 {
			return false
		}
	}
	return true
}

func pathDirs() []string { return filepath.SplitList(os.Getenv("PATH")) }
