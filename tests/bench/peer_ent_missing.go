//go:build !generated

package main

// entPeers are left out of a build without what go generate makes.
var entPeers []Implementation
