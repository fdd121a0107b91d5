// Package docs holds a test only: the Go code in README.md and docs/*.md is type-checked,
// fragments with what they leave out filled in (standins.go.txt).
package docs
