package turn

// Places is how many have a turn at a time.
func Places() int { return cap(places) }

// Leave gives a turn back.
var Leave = leave
