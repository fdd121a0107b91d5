// Package sqlform brings SQL expressions that mean the same to a database, such as the text that was
// written and the text that its catalog has, into one form. It knows no types: it is for telling
// whether definitions differ, not for sending.
package sqlform
