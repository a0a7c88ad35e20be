package diagnose

// Mistake is one that clients make, as a person reads about it.
type Mistake struct {
	ID     string  `json:"id"`     // permanent
	Title  string  `json:"title"`  // one sentence: what was done
	Why    string  `json:"why"`    // why that does not work, or how it comes about
	Mend   string  `json:"mend"`   // what to do
	Stages []Stage `json:"stages"` // where it is met
	// Harmless mistakes are tolerated in the places where they are only remarked on; elsewhere they do break a request.
	Harmless bool `json:"harmless,omitempty"`
	// Hints hold the line of code that matters, for the languages where it is easily said.
	Hints map[Language]string `json:"hints,omitempty"`
}

// hints is a short name for a table that is written often.
type hints = map[Language]string

// chapter is a part of the catalogue.
type chapter struct {
	stages   []Stage
	mistakes func() []Mistake
}

// chapters stand in the order in which a request is opened.
func chapters() []chapter {
	return []chapter{
		{[]Stage{Auth, Payload}, textMistakes},
		{[]Stage{Auth}, rsaMistakes},
		{[]Stage{Auth}, loginMistakes},
		{[]Stage{Payload}, keyMistakes},
		{[]Stage{Payload}, cipherMistakes},
		{[]Stage{Auth, Payload}, contentMistakes},
	}
}

// Mistakes returns the catalogue, in the order in which a request is opened.
func Mistakes() []Mistake {
	var list []Mistake
	for _, chapter := range chapters() {
		for _, m := range chapter.mistakes() {
			m.Stages = chapter.stages
			list = append(list, m)
		}
	}
	return list
}

// find returns the catalogue entry of an id.
func find(id string) (Mistake, bool) {
	for _, m := range Mistakes() {
		if m.ID == id {
			return m, true
		}
	}
	return Mistake{ID: id, Title: id}, false
}
