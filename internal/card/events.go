package card

import (
	"yichuang/internal/journal"
	"yichuang/internal/promise"
)

// Events of cards. Their object is the card.
type (
	// CardGiven: a clock reached a rung that gives a card (亮牌).
	CardGiven struct {
		Colour     promise.Card `json:"colour"`
		Clock      string       `json:"clock"`
		Rung       promise.Rung `json:"rung"`
		Generation int          `json:"generation"`
		Rule       string       `json:"rule,omitempty"`
		Case       string       `json:"case,omitempty"`
		No         string       `json:"no,omitempty"`
		Item       string       `json:"item,omitempty"`
		Post       string       `json:"post"`
		Staff      string       `json:"staff"`
		Until      string       `json:"until"` // last day for the explanation
	}
	// CardExplained: the person responsible has been heard (说明).
	CardExplained struct {
		Text string `json:"text"`
	}
	// CardClosed: the supervisor has found (认定).
	CardClosed struct {
		Finding Finding `json:"finding"`
		Ground  Ground  `json:"ground,omitempty"`
		Note    string  `json:"note"`
		Heard   bool    `json:"heard"` // false: the person let the hearing time pass, or needed none
	}
)

func (CardGiven) EventType() string     { return "card.given" }
func (CardExplained) EventType() string { return "card.explained" }
func (CardClosed) EventType() string    { return "card.closed" }

var _ = journal.Register(CardGiven{}, CardExplained{}, CardClosed{})
