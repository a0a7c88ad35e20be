package lint

import "github.com/irpsim/irpsim/internal/fault"

// check is a check that is no rule of the catalogue, for formats that list all there are.
type check struct {
	id          string
	code        fault.Code // "" when there are several, or none
	title, help string
	note        bool
}

// builtIn lists the kinds of findings and notes that are no rules.
var builtIn = []check{
	{string(Size), fault.SchemaError, "A request must not be longer than 2 MB once it is encrypted.", "Split the document, or leave optional members out.", false},
	{string(JSON), fault.SchemaError, "A request must be one JSON object in UTF-8.", "Let a JSON library write the document.", false},
	{string(Type), fault.SchemaError, "A member must have the JSON type of its place.", "Numbers stand without quotes, codes with quotes.", false},
	{string(Schema), fault.SchemaError, "A member must keep to the JSON Schema of the request.", "The message names the member as the portal does; the location says which one is meant.", false},
	{string(Duplicate), fault.Duplicate, "A document must not be registered yet.", "Use the IRN of the first registration, or give the document a new number.", false},
	{string(UnknownMember), "", "A member is not in the schema.", "The portal ignores it. Correct the name, or leave it out.", true},
	{string(LetterCase), "", "Names differ from the schema's in letter case.", "The portal reads names in any letter case. Nothing needs to be done.", true},
	{string(RepeatedMember), "", "A member is sent more than once.", "The portal takes the last. Send it once.", true},
	{string(NotJudged), "", "A part of the document was not looked at.", "Mend what was found and check again.", true},
	{string(EWayBill), "", "The e-way bill asked for with the IRN would fail.", "The IRN is given all the same. Mend EwbDtls, or ask for the bill by IRN later.", true},
	{string(NoUser), "", "Nobody can log in for the caller.", "Add an API user for the GSTIN.", true},
}
