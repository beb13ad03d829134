// Package gateway takes messages to the outside world (发送渠道): to a console, to a mail server, to an HTTP gateway for SMS and calls.
//
// What it is: three implementations of message.Sender.
// Words: gateway, signature (an HMAC over time and body), private address.
// Invariants: nothing is logged of recipient or content; a refusal of the message itself is permanent, trouble with the gateway or
// its settings is temporary; the HTTP sender follows no redirect, uses no proxy and connects to no private address unless the
// configuration allows it, checked on the address it really dials; header lines cannot be injected.
// Sources: RFC 5321 §4.2.1 (reply codes), RFC 3207 (STARTTLS), RFC 3834 (Auto-Submitted); reliability.md on outgoing calls.
// What it does not do: it repeats nothing and stores nothing; message does.
// Start reading at: SMTP.Send, HTTP.Send. It stands apart from message because foundation packages do not see net/http.
package gateway
