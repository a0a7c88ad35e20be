package fault

// Codes that the login says: headers, credentials and sealing. See also [InvalidToken], which every other call says.
const (
	GstinHeaderMissing  Code = "1004"
	InvalidToken        Code = "1005"
	UserNameMissing     Code = "1006"
	AuthIncomplete      Code = "1007" // Password or AppKey missing
	InvalidClient       Code = "1010" // client id and secret are not a known pair
	ClientIDMissing     Code = "1011"
	ClientSecretMissing Code = "1012"
	PasswordUnreadable  Code = "1013" // v1.03 login only
	InactiveUser        Code = "1014"
	GstinNotOfUser      Code = "1015" // login only; other calls say InvalidToken
	AppKeyUnreadable    Code = "1016"
	UnknownUser         Code = "1017"
	UserOfOtherClient   Code = "1018"
	WrongPassword       Code = "1019"
	AuthUndecryptable   Code = "1020"
	AuthDataMissing     Code = "5003"
)

// Codes about the caller and the whole request.
const (
	PayloadEmpty     Code = "2255" // no Data on an eicore call; eiewb says ParameterEmpty
	ClientBlocked    Code = "3095" // slot: client id
	UserBlocked      Code = "3096" // slot: user name
	InvalidIRP       Code = "3098" // the irp header
	ApplicationError Code = "5001"
	SchemaError      Code = "5002" // a member against the schema, or a payload that cannot be read
)

// Codes that registering an IRN says before any rule of the document runs, and failures while it is made.
const (
	CannotCreate          Code = "2146"
	CannotSign            Code = "2147"
	Duplicate             Code = "2150" // with DUPIRN in InfoDtls
	NotSupplierOrOperator Code = "2169"
	TooManyItems          Code = "2173"
	OperatorNotTCS        Code = "2195"
	NoItems               Code = "2228"
	SupplierIsSEZ         Code = "2231" // slot: GSTIN
	DuplicateCancelled    Code = "2278" // with DUPIRN in InfoDtls
	InvalidVersion        Code = "2279"
	DuplicateElsewhere    Code = "2295" // with DUPIRNGLP in InfoDtls
	OperatorGstinExtra    Code = "2299"
	SupplierType          Code = "2300"
	OperatorGstinMissing  Code = "2301"
	NotEnabled            Code = "3026" // slot: GSTIN
	UnknownGstin          Code = "3028" // slot: GSTIN
	InactiveGstin         Code = "3029" // slot: GSTIN
)

// Codes of cancelling an IRN and of the look-ups.
const (
	NotOwner          Code = "2143"
	UnknownIRN        Code = "2148"
	DocumentNotFound  Code = "2154"
	NotAuthorisedIRN  Code = "2226"
	ActiveEWB         Code = "2230"
	CancelTooLate     Code = "2270"
	DocTypeParameter  Code = "2280"
	DocNoParameter    Code = "2281"
	DocDateParameter  Code = "2282"
	GetTooLate        Code = "2283" // slot: days
	DateParameter     Code = "2293"
	NothingRejected   Code = "2296"
	FutureDate        Code = "2307"
	UnknownTaxpayer   Code = "3001"
	InvoiceNotActive  Code = "9999"
	NotAllowed        Code = "2304"
	OperationExceeded Code = "3108"
)

// Codes of the e-way bill operations of the invoice portal.
const (
	IRNNotActive     Code = "2302"
	EWBFailed        Code = "4001"
	EWBExists        Code = "4002"
	EWBUnknownIRN    Code = "4003"
	EWBNotFound      Code = "4005"
	ParameterEmpty   Code = "4006"
	EWBBlocked       Code = "4015" // slot: GSTIN
	EWBOfDocument    Code = "4026" // slot: EwbNo
	NotAuthorisedEWB Code = "4037"
)

// Codes of the e-way bill system's own interface, which prints codes without texts.
const (
	EwaybillJSON          Code = "100"
	EwaybillTokenExpired  Code = "106"
	EwaybillUndecryptable Code = "109"
	EwaybillClient        Code = "110"
	EwaybillNoData        Code = "115"
	EwaybillTokenOfOther  Code = "116" // captured for a login whose client is not known
	EwaybillToken         Code = "238"
	EwaybillAction        Code = "239"
	EwaybillNumber        Code = "301"
	EwaybillReason        Code = "307"
	EwaybillRemarks       Code = "308"
	EwaybillNotYours      Code = "312"
	EwaybillGstin         Code = "393"
	EwaybillTooLate       Code = "728"
)

// Texts that the wire shows under a code whose listed text is another one.
const (
	AuthErrorText = "Application Error in Auth, Please Contact the help desk" // under 5001, of the vital services
	PaddingText   = "Padding is invalid and cannot be removed."               // under 5002, for a payload under a wrong Sek
	TooLargeText  = "Request body too large"                                  // under 5002
)

// AuthError refuses a login that could be decrypted but not read, and a Sync whose register is down.
func AuthError() *Error { return WithText(ApplicationError, AuthErrorText) }

// BadPadding refuses a payload that was not encrypted with the session's Sek.
func BadPadding() *Error { return WithText(SchemaError, PaddingText) }

// TooLarge refuses a body above the portal's limit of 2 MB.
func TooLarge() *Error { return WithText(SchemaError, TooLargeText) }

// Unreadable refuses a payload that is not a JSON object or cannot be bound: the general text of 5002.
func Unreadable() *Error { return New(SchemaError) }
