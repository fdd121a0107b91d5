package main

import (
	"testing"

	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/tests/story"
)

func TestMain(m *testing.M) { servers.Main(m) }

func Test(t *testing.T) { story.Test(t, run) }
