// Package queueweb is what people see of the queue: kiosk, hall display, window sign, the ticket on a phone, the guide desk.
//
// What it is: pages and forms over queue.Service and the catalogue; each live part has a GET route of its own.
// Words: kiosk (自助机), basket (what was chosen so far, kept in the address), slip (小票), display (大屏), sign (窗口屏), guide desk (导办台).
// Invariants: a number exists before anything is printed, and is shown large whether or not the printer works; public screens show
// ticket numbers and on-duty staff, never a citizen's name or digits (decision 16); every page works without JavaScript; no button
// leads nowhere: what another part of the program does not offer yet is answered with the guide desk.
// Sources: guide.md §6.2, §6.3; HAL-1..4, APT-8; decisions 7, 13, 14, 16, 24.
// What it does not do: it decides nothing about order, limits or rights (queue, identity) and talks to no device (the bridge does).
// Start reading at: Web.Routes.
package queueweb
