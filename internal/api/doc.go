// Package api is the JSON interface for self-service machines, screens and the city's platform (/api/v1).
//
// What it is: the same services as the pages, with OpenAPI 3.1 at /api/openapi.json and a plain page of it at /api/docs.
// Words: operation, token (of a paired device or system), idempotency key, problem document (RFC 9457).
// Invariants: no operation sets anything of legal meaning; each names the act of the matrix that it performs; repeating a request
// with its Idempotency-Key has one effect; errors carry the stable codes of docs/errors.md.
// Sources: issue of the API in architecture.md "Dependencies"; rulebook "What people rightly expect"; decision 22.
// What it does not do: no rule stands here.
// Start reading at: API.operations.
package api
