package orm

import (
	"errors"
	"slices"
	"sync/atomic"

	"github.com/gildsql/gild"
)

// listener is a set of events that can be removed.
type listener struct {
	events Events
	gone   atomic.Bool
}

// calls reports whether a function of the listener is to be called now.
func (l *listener) calls() bool {
	if l.events.once {
		return l.gone.CompareAndSwap(false, true)
	}
	return !l.gone.Load()
}

func listenersOf(events []Events) []*listener {
	list := make([]*listener, len(events))
	for i, e := range events {
		list[i] = &listener{events: e}
	}
	return list
}

// Listen has the session call the functions of events from now on, after those that are there already, until
// remove is called, which one of them may do itself. A mistake in them is an error of the next flush.
func (s *Session) Listen(events ...Events) (remove func()) {
	added := listenersOf(events)
	s.listen(added)
	return func() {
		for _, l := range added {
			l.gone.Store(true)
		}
		s.setListeners(slices.DeleteFunc(slices.Clone(s.listeners), func(l *listener) bool { return slices.Contains(added, l) }))
	}
}

func (s *Session) listen(added []*listener) {
	s.mistakes = append(s.mistakes, s.registry.mistakesOf(added)...)
	s.setListeners(append(slices.Clip(s.listeners), added...))
}

// setListeners replaces the list, over which a call may be ranging.
func (s *Session) setListeners(list []*listener) {
	s.listeners, s.hookTable = list, s.registry.newHookTable(s.common.hookTable, list[len(s.common.listeners):])
}

// listening are the listeners that the sessions of a registry have in common.
type listening struct {
	listeners []*listener
	mistakes  []error
	hookTable *hookTable
}

func (r *Registry) mistakesOf(listeners []*listener) (errs []error) {
	for _, l := range listeners {
		errs = append(errs, l.mistakes(r)...)
	}
	return errs
}

// WithEvents is Listen from the beginning, for options that many sessions have.
func WithEvents(events ...Events) SessionOption {
	return func(o *sessionOptions) { o.events = append(o.events, events...) }
}

// Listen has all sessions that are made from now on call the functions of events, before those of their own,
// until remove is called. Sessions of several goroutines call them at the same time.
func (r *Registry) Listen(events ...Events) (remove func()) {
	added := listenersOf(events)
	change := func(to func(list []*listener) []*listener) {
		r.listenerLock.Lock()
		defer r.listenerLock.Unlock()
		list := to(r.listening.Load().listeners)
		r.listening.Store(&listening{list, r.mistakesOf(list), r.newHookTable(nil, list)})
	}
	change(func(list []*listener) []*listener { return append(slices.Clip(list), added...) })
	return func() {
		for _, l := range added {
			l.gone.Store(true)
		}
		change(func(list []*listener) []*listener {
			return slices.DeleteFunc(slices.Clone(list), func(l *listener) bool { return slices.Contains(added, l) })
		})
	}
}

// listenFirst takes the listeners that a session has from the beginning.
func (s *Session) listenFirst() {
	s.common = s.registry.listening.Load()
	s.listeners, s.hookTable = s.common.listeners, s.common.hookTable
	s.mistakes = append(s.mistakes, s.common.mistakes...)
	if len(s.options.events) > 0 {
		s.Listen(s.options.events...)
	}
}

var (
	errInEvent = errors.New("gild: an event of the session cannot flush, commit or roll back: what it changes is flushed later")
	errAfter   = errors.New("gild: the transaction has ended: events after a commit or rollback run no statements with the session")
)

// event has a function of the program use the session in the middle of its work. What the session works
// with is put back.
func (s *Session) event(call func() error) error {
	inEvent, source, bound, memory, boxed := s.inEvent, s.source, s.bound, s.scratch, s.boxes
	s.inEvent, s.bound, s.scratch, s.boxes = true, gild.Bound{}, scratch{}, boxes{}
	s.use(nil)
	s.busy.Store(false)
	defer func() {
		s.busy.Store(true)
		s.inEvent, s.source, s.bound, s.scratch, s.boxes = inEvent, source, bound, memory, boxed
	}()
	return call()
}

// fire calls one function of each listener, which may use the session.
func (s *Session) fire(of func(e *Events) func() error) error {
	if s.inEvent || len(s.listeners) == 0 {
		return nil
	}
	return s.fireAlways(of)
}

// fireAlways is fire within an event, too.
func (s *Session) fireAlways(of func(e *Events) func() error) error {
	for _, l := range s.listeners {
		fn := of(&l.events)
		if fn == nil || !l.calls() {
			continue
		}
		if err := s.event(fn); err != nil {
			return err
		}
	}
	return nil
}
