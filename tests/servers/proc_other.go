//go:build !unix

package servers

import (
	"errors"
	"os"
	"os/exec"
)

// An identity is a user of this machine.
type identity struct{}

// unprivileged fails: throwaway clusters are made on Unix only.
func unprivileged([]string) (*identity, error) {
	return nil, errors.New("throwaway clusters need Unix")
}

func detach(*exec.Cmd, *identity) {}

func kill(p *os.Process) error { return p.Kill() }
