// Package gateway is what the faces of GST Suvidha Providers are made of: firms reach the portal through such a gateway,
// in plain JSON and the gateway's own names.
//
// A [Face] is a value: its paths as rows, how it knows who calls, how it opens a request, how it says answers and
// refusals, what is known about it and how a client is pointed at it. Each row names an operation of the portal; package
// api performs it with the same registrar, faults, journal and clock as the portal's own calls. The faces themselves are
// in package gateway/faces.
package gateway
