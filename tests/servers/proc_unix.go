//go:build unix

package servers

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// An identity is a user of this machine.
type identity struct{ uid, gid uint32 }

// unprivileged returns the first of the users that exists, or nil if this process is not root and can
// run a server as it is.
func unprivileged(users []string) (*identity, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range users {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		return &identity{uint32(uid), uint32(gid)}, err
	}
	return nil, fmt.Errorf("it refuses root, and there is no user %s", strings.Join(users, " or "))
}

// detach puts cmd in a process group of its own, where Ctrl-C at the terminal does not reach it, and
// gives it the identity, if there is one.
func detach(cmd *exec.Cmd, as *identity) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if as != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: as.uid, Gid: as.gid}
	}
}

// kill ends the process group that detach made.
func kill(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
