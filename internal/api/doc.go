// Package api speaks the portal's HTTP: routes, faces, middleware.
//
// A route joins an operation of package registrar to a face. A face is one way of speaking: it recognises the caller,
// opens the request, and says answers and refusals in its own envelope. No operation knows a face, no face knows an
// operation, and only a face writes to the client.
package api
