// Package faces holds the gateways that the simulator can speak as: one file a provider, each a [gateway.Face] value of
// rows and a few small functions. [All] lists them.
package faces

import "github.com/irpsim/irpsim/internal/gateway"

// All returns every gateway's face, in the order in which people should see them. Where two share a path, the one whose
// Mine knows the request comes first whatever the order. Each call makes faces with a state of their own.
func All() []gateway.Face {
	return []gateway.Face{
		whitebooks(), taxpro(), taxproDec(), odoo(), adaequare(), indiaCompliance(), indiaComplianceStandard(), sandbox(),
		cleartax(), cleartaxGovt(), cleartaxGSP(), vayana(), passthrough(),
		mastersA(), mastersB(), mastersC(),
	}
}
