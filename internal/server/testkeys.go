package server

import "errors"

// checkTestKeys looks after keys whose private halves everybody has: who can reach this simulator could read the logins of
// others, and sign in its name. SECURITY.md tells why that is not refused unless asked for.
func (s *Server) checkTestKeys() error {
	switch allow := s.cfg.AllowTestKeys; {
	case !s.info.Public || !s.keys.Test:
	case allow == nil:
		s.log.Warn("the public test keys are in use on an address that other machines can reach; give --keys DIR for keys of your own, or confirm with --allow-test-keys")
	case !*allow:
		return errors.New("--allow-test-keys=false keeps the built-in test keys, which everybody has, from an address that other machines can reach; give --keys DIR (made when it is not there), listen on a loopback address, or confirm with --allow-test-keys")
	}
	return nil
}
