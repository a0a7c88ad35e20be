package world

import "context"

// linkKeySize is the length of the key of [World.LinkKey].
const linkKeySize = 32

// LinkKey returns the world's secret for addresses that open without a login, such as a gateway's QR images. It is drawn when
// it is first asked for, and kept.
func (w *World) LinkKey(ctx context.Context) ([]byte, error) {
	if key := w.KnownLinkKey(); key != nil {
		return key, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state.Link != nil { // somebody was faster
		return w.state.Link, nil
	}
	next := w.state
	next.Link = w.Chance.Bytes(linkKeySize)
	if err := w.put(ctx, next); err != nil {
		return nil, err
	}
	return next.Link, nil
}

// KnownLinkKey returns the key of [World.LinkKey] if it was ever asked for, else nil: then no address was handed out.
func (w *World) KnownLinkKey() []byte {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.state.Link
}
