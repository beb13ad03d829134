// Package card keeps the yellow and red cards of electronic supervision (黄牌, 红牌, 电子监察).
//
// What it is: a card for each rung of the ladder that gives one; the person who answered for the post then explains it, the
// supervisor closes it with a finding.
// Words: card (牌), yellow (黄牌: nearly late and not done), red (红牌: late), explanation (说明), finding (认定: upheld or excused),
// ground (免责事由), hearing time (说明期限), old (久未结).
// States: given → explained → closed; given → closed.
// Invariants: nobody gives a card, it follows from a clock; one card for each clock, rung and due date, whoever handles the act and
// however often, and one in all where the statutory and the promised limit run out at the same instant; the person is who was responsible at that instant and stays so (DUT-3); only that person explains, once; nobody
// closes the own card; nothing is upheld before the person was heard or let the hearing time pass (ASM-6); an excuse names a ground;
// a closed card never changes; clocks outside the figures give none.
// Sources: LIM-11, ASM-6, DUT-3; law-and-standards.md §3 (red_card, yellow_card); practice of 电子监察.
// What it does not do: it takes no points and opens no accountability by itself, what follows from an upheld card is assessment's;
// it sends nothing, messages follow card.given; lamps know nothing of cards.
// Start reading at: Card, then Service.Subscriber.
package card
