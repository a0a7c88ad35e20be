package faces

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/irpsim/irpsim/internal/fault"
	"github.com/irpsim/irpsim/internal/gateway"
	"github.com/irpsim/irpsim/internal/qr"
	"github.com/irpsim/irpsim/internal/registrar"
)

// taxproWho reads TaxPro's own and the portal's credentials, which come as headers or as parameters of the query.
func taxproWho(x *gateway.Exchange) gateway.Who {
	return gateway.Who{
		Credentials: registrar.Credentials{
			Gstin: x.Field("Gstin"), UserName: x.Field("user_name", "username"), AuthToken: x.Field("AuthToken"), SupGstin: x.Field("sup_gstin"),
		},
		Password: x.Field("eInvPwd", "ewbpwd"), Key: x.Field("aspid"), KeySecret: x.Field("password"),
	}
}

// taxpro is TaxPro's encrypted mode: the portal's own paths and encryption, told from the portal by the aspid.
func taxpro() gateway.Face {
	return gateway.Face{
		Name: "taxpro", Title: "TaxPro GSP, encrypted", Provider: "Chartered Information Systems",
		Doc: gateway.Doc{
			Text: "The portal's own paths and encryption with aspid and password beside them, as headers or in the query, in place of client " +
				"id and secret.",
			Source: "provider reference 7.4", Confidence: "read from public client code",
			Repoint: "replace the host https://gstsandbox.charteredinfo.com by the simulator's URL", Page: "taxpro",
		},
		Key:  "aspid, as a header or in the query",
		Rows: portalRows(nicRoots(""), true),
		Mine: func(r *http.Request) bool {
			return r.Header.Get("aspid") != "" || r.URL.RawQuery != "" && gateway.ParseQuery(r.URL.RawQuery).First("aspid") != ""
		},
		Who: taxproWho, Say: taxproSay, Refuse: taxproRefuse, Deny: taxproDeny,
	}
}

// taxproDec is TaxPro's plain mode: the portal's paths with /dec inserted, its envelope with Data as a text of JSON.
func taxproDec() gateway.Face {
	rows := portalRows(roots{vital: "/eivital/dec", core: "/eicore/dec", bills: "/eiewb/dec"}, false)
	for i := range rows {
		if rows[i].Op == "generate" || strings.HasPrefix(rows[i].Op, "get") {
			rows[i].Query = append(rows[i].Query, "QrCodeSize")
		}
	}
	const login, act = "Log in to the e-way bill system", "Act on an e-way bill, by the parameter action"
	const one, two = "/ewaybillapi/dec/v1.03/", "/v1.03/dec/"
	return gateway.Face{
		Name: "taxpro-dec", Title: "TaxPro GSP, decrypted", Provider: "Chartered Information Systems",
		Doc: gateway.Doc{
			Text: "TaxPro's plain twin of the portal: the same paths with /dec inserted, no encryption, credentials as headers or in the " +
				"query, and the portal's envelope with Data as a JSON text. PHP, .NET, VB and Odoo add-ons use it.",
			Source: "provider reference 7.4", Confidence: "read from public client code",
			Repoint: "replace the host https://gstsandbox.charteredinfo.com by the simulator's URL", Page: "taxpro",
		},
		Key: "aspid, as a header or in the query",
		Rows: append(rows,
			gateway.Row{Op: "ewayapi-auth", Title: login, Method: http.MethodGet, Path: one + "auth", Aliases: []string{two + "auth"}, Query: []string{"ewbpwd"}, Say: plainSay},
			gateway.Row{Op: "ewayapi", Title: act, Method: http.MethodPost, Path: one + "ewayapi", Aliases: []string{two + "ewayapi"}, Query: []string{"action"}, Say: plainSay},
			gateway.Row{
				Op: "ewayapi-get", Title: "Read an e-way bill", Method: http.MethodGet, Path: one + "ewayapi", Aliases: []string{two + "ewayapi"},
				Query: []string{"action", "ewbNo"}, Say: plainSay,
			},
		),
		Who: taxproWho, Open: taxproOpen, Say: taxproSay, Refuse: taxproRefuse, Deny: taxproDeny,
	}
}

func taxproOpen(x *gateway.Exchange) error {
	if err := gateway.Open(x); err != nil {
		return err
	}
	x.Ask.Action = x.Query.First("action")
	if x.Row.Op == "ewayapi-get" && !strings.EqualFold(x.Ask.Action, "GetEwayBill") {
		return fault.New(fault.EwaybillAction)
	}
	return nil
}

// taxproEnvelope is the portal's, with Data as a text of JSON.
type taxproEnvelope struct {
	Status       int
	ErrorDetails []gateway.Detail
	Data         *string
	InfoDtls     []fault.Info
}

// pictured is an invoice with the picture of its QR code, which is asked for by QrCodeSize.
type pictured struct {
	registrar.Registered
	QRCodeImage string // base64 of a PNG
}

func taxproSay(x *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	value := a.Value
	if r, ok := value.(registrar.Registered); ok && x.Query.First("QrCodeSize") != "" {
		image, err := picture(r.SignedQRCode, x.Query.First("QrCodeSize"))
		if err != nil {
			return gateway.Reply{}, err
		}
		value = pictured{r, image}
	}
	text, err := gateway.Marshal(value)
	if err != nil {
		return gateway.Reply{}, err
	}
	data := string(text)
	r, err := gateway.JSON(http.StatusOK, taxproEnvelope{1, nil, &data, a.Info})
	r.Plain = json.RawMessage(text)
	return r, err
}

// maxPicture bounds the side of a QR code's picture in pixels.
const maxPicture = 1000

// picture draws a QR code at about the size asked for: modules are whole pixels, and none may be lost.
func picture(text, size string) (string, error) {
	side, err := strconv.Atoi(size)
	if err != nil || side < 1 {
		side = 1
	}
	columns, err := qr.Columns(text)
	if err != nil {
		return "", err
	}
	png, err := qr.PNG(text, max(1, min(side, maxPicture)/max(1, columns)))
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(png), nil
}

// taxproRefuse says what the portal says; on the paths of the e-way bill system TaxPro has one form for every refusal.
func taxproRefuse(x *gateway.Exchange, e *fault.Error) gateway.Reply {
	if strings.HasPrefix(x.Row.Op, "ewayapi") {
		return taxproError(strings.Join(e.Codes(), ","), gateway.Join(e, ": ", ", "))
	}
	return gateway.Must(http.StatusOK, taxproEnvelope{0, gateway.Details(e), nil, e.Info})
}

// taxproDeny is TaxPro's own word, before the portal is asked.
func taxproDeny(_ *gateway.Exchange, d *gateway.Denial) gateway.Reply {
	return taxproError("GSP101", d.Text)
}

func taxproError(code, text string) gateway.Reply {
	type reason struct {
		Code    string `json:"error_cd"`
		Message string `json:"message"`
	}
	return gateway.Must(http.StatusOK, struct {
		Status string `json:"status_cd"`
		Error  reason `json:"error"`
	}{"0", reason{code, text}})
}

// plainSay hands an answer on as it is.
func plainSay(_ *gateway.Exchange, a registrar.Answer) (gateway.Reply, error) {
	return gateway.JSON(http.StatusOK, a.Value)
}
