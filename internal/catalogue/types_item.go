package catalogue

// Class (办件类别) says how quickly an item is done (LIM-1).
type Class string

const (
	Immediate Class = "immediate" // 即办: finished at the window in that visit (LIM-2)
	SameDay   Class = "same_day"  // 当日
	InHours   Class = "hours"     // 限时
	InDays    Class = "days"      // 限期
)

// Item (事项) is one matter that people come for. Its code and version identify it for ever; a case keeps the version it was accepted under.
type Item struct {
	Code           string      `yaml:"code"`           // our own short code, e.g. SB-01
	Implementation string      `yaml:"implementation"` // 实施编码, 31 characters, optional
	Basic          string      `yaml:"basic"`          // 基本编码, 12 digits, optional
	Type           string      `yaml:"type"`           // task_type: 01 行政许可 .. 20 公共服务
	Version        int         `yaml:"version"`        // 1, 2, 3 ...
	Effective      string      `yaml:"effective"`      // yyyy-mm-dd
	Name           Text        `yaml:"name"`
	Summary        Text        `yaml:"summary"`  // one plain sentence for the guide
	Keywords       []string    `yaml:"keywords"` // what people call it
	Popular        int         `yaml:"popular"`  // > 0: order among the items of the home page
	Department     string      `yaml:"department"`
	Queue          string      `yaml:"queue"`
	Applicants     []string    `yaml:"applicants"` // person, enterprise, institution, association, unincorporated, agency
	Class          Class       `yaml:"class"`
	Statutory      *Limit      `yaml:"statutory"` // 法定时限, absent when the law sets none
	Promised       *Limit      `yaml:"promised"`  // 承诺时限, always there (LIM-4)
	Otherwise      *Limit      `yaml:"otherwise"` // when an immediate item cannot be finished at once (LIM-7, LIM-13)
	Conditions     []Condition `yaml:"conditions"`
	Situations     []Situation `yaml:"situations"`
	Materials      []Material  `yaml:"materials"`
	Steps          []Step      `yaml:"steps"`     // after acceptance; the first one is where the case goes
	Special        []Special   `yaml:"special"`   // 特别程序 that may stop the clock (LIM-12)
	Extension      *Extension  `yaml:"extension"` // 延期: where another law than 行政许可法 42(1) lets the statutory limit be longer
	Fees           []Fee       `yaml:"fees"`      // empty = free of charge (不收费)
	Result         Result      `yaml:"result"`
	Channels       []string    `yaml:"channels"`      // hall, online, phone, post, onsite
	CityWide       bool        `yaml:"city_wide"`     // 同城通办 (CAS-3)
	GreenChannel   bool        `yaml:"green_channel"` // 绿色通道 applies (APT-8)
	InPerson       bool        `yaml:"in_person"`     // no agent possible
	Services       Services    `yaml:"services"`
	Visits         int         `yaml:"visits"` // published number of visits (CAS-16)
	Places         int         `yaml:"places"` // published number of places (CAS-16)
	Chain          string      `yaml:"chain"`  // items that follow one another across agencies, e.g. pension_transfer (CAS-4)
	Stage          int         `yaml:"stage"`  // position in the chain, from 1
	Basis          []Basis     `yaml:"basis"`
	Source         string      `yaml:"source"` // "S1 L7": where the source names the item; empty when filled in from the law
	Rules          []string    `yaml:"rules"`  // rulebook ids this item carries

	Origin   Origin `yaml:"-" json:"-"`
	programs programs
}

// Limit is a length of time with the act that starts it (LIM-3, LIM-6). N counts Unit; N = 0 working days means "today".
type Limit struct {
	N          int    `yaml:"n"`
	Unit       string `yaml:"unit"`        // working_days | natural_days | months | hours (office hours)
	StartEvent string `yaml:"start_event"` // see StartEvents; in a step it may stay empty = arrival at the step
	Source     string `yaml:"source"`      // "law", "S1 L7", or "own" = 本厅承诺(示例)
	Basis      *Basis `yaml:"basis"`       // the article, for source "law"
}

// Condition (受理条件): a refusal must name one that is unmet (LIM-14).
type Condition struct {
	ID    string `yaml:"id"`
	Text  Text   `yaml:"text"`
	Basis *Basis `yaml:"basis"` // optional, cites where the item's own basis does not say it
}

// Situation (情形) is a question whose answer decides which materials are needed. Its id is a CEL variable.
type Situation struct {
	ID      string   `yaml:"id"`   // lower case, letters, digits, underscore
	Kind    string   `yaml:"kind"` // choice (string) | yes_no (bool) | number (int)
	Text    Text     `yaml:"text"`
	Options []Option `yaml:"options"` // for choice
}

// Option is one possible answer of a choice.
type Option struct {
	Value string `yaml:"value"`
	Text  Text   `yaml:"text"`
}

// Material (材料) is one paper or record that the person brings or that is fetched for them.
type Material struct {
	ID        string  `yaml:"id"`
	Name      Text    `yaml:"name"`
	Form      string  `yaml:"form"`  // original | copy | electronic | original_and_copy | form
	Count     int     `yaml:"count"` // how many of it, at least 1
	From      Text    `yaml:"from"`  // who issues it
	HowToGet  Text    `yaml:"how_to_get"`
	HowToFix  Text    `yaml:"how_to_fix"` // required: what to do when it is missing or wrong (ONE-2)
	Exempt    *Exempt `yaml:"exempt"`     // 免提交: the hall fetches it itself
	Defer     *Defer  `yaml:"deferrable"` // 容缺: may come later
	Commit    bool    `yaml:"commitment"` // 告知承诺 may replace it
	When      string  `yaml:"when"`       // CEL over situation ids and applicant, agent, channel; empty = always
	WhenText  Text    `yaml:"when_text"`  // the same in plain words, required with When
	Sample    Text    `yaml:"sample"`     // a filled-in example (填写样本), as text
	Basis     *Basis  `yaml:"basis"`      // optional; an extra proof needs one (社会保险经办条例 31)
	SourceRef string  `yaml:"source"`     // "S2 L25" when the source names it
}

// Exempt says where a material comes from when nobody has to bring it.
type Exempt struct {
	Source Text `yaml:"source"`
}

// Defer says within how many working days after acceptance a deferrable material must follow.
type Defer struct {
	Days int `yaml:"days"`
}

// StepKind says what kind of work a step is.
type StepKind string

const (
	Review   StepKind = "review"   // 审核
	Decide   StepKind = "decide"   // 决定
	Site     StepKind = "site"     // 现场: measurement or inspection with a visit (CAS-6)
	External StepKind = "external" // 外部: another agency, bank, expert
	Issue    StepKind = "issue"    // 出件: made ready and handed out at the window (CAS-1)
)

// AtWindow as a step's post is the window post that accepted the case (窗口出件).
const AtWindow = "window"

// End as an outcome's next step finishes the route.
const End = "end"

// Step (环节) is one piece of work at one post.
type Step struct {
	ID       string    `yaml:"id"`
	Name     Text      `yaml:"name"`
	Kind     StepKind  `yaml:"kind"`
	Post     string    `yaml:"post"`    // post code, or "window"
	Limit    *Limit    `yaml:"limit"`   // its own limit; required but for kind issue
	Special  string    `yaml:"special"` // a special procedure's kind when the step's time is excluded by law
	Join     bool      `yaml:"join"`    // begins only when every step begun beside it has ended (并联办理)
	Outcomes []Outcome `yaml:"outcomes"`
}

// Outcome is one way a step can end.
type Outcome struct {
	ID       string   `yaml:"id"` // pass, return, grant, refuse, maintain, change, done ...
	Name     Text     `yaml:"name"`
	Decision string   `yaml:"decision"` // granted | refused | maintained | changed; where the case is decided
	Next     string   `yaml:"next"`     // step id, or "end"
	Also     []string `yaml:"also"`     // steps that begin beside the next one (并联办理); a step with join brings them together
	Reason   bool     `yaml:"reason"`   // a written reason is required
}

// Nexts are all steps that begin with an outcome; none when the route ends.
func (o Outcome) Nexts() []string {
	if o.Next == End {
		return o.Also
	}
	return append([]string{o.Next}, o.Also...)
}

// Special (特别程序) is one of the eight kinds of 行政许可法 45 that this item may need.
type Special struct {
	Kind  string `yaml:"kind"` // hearing tender auction inspection testing quarantine appraisal expert_review
	Days  int    `yaml:"days"` // usual length in working days, told to the applicant
	Basis *Basis `yaml:"basis"`
}

// Extension is by how much the leader may make the statutory limit longer, once (延期).
type Extension struct {
	Days  int    `yaml:"days"` // working days
	By    Text   `yaml:"by"`   // who approves: 本行政机关负责人, 本级人民政府负责人
	Basis *Basis `yaml:"basis"`
}

// Fee is one published charge (PUB-3). Amounts are in fen.
type Fee struct {
	Code     string `yaml:"code"`
	Name     Text   `yaml:"name"`
	Standard Text   `yaml:"standard"` // 收费标准 in words; required
	Amount   int64  `yaml:"amount"`   // fen for one unit
	Unit     Text   `yaml:"unit"`     // per what: 本, 件, 平方米
	Basis    *Basis `yaml:"basis"`    // required
}

// Result is what the person takes away.
type Result struct {
	Name     Text     `yaml:"name"`
	Kind     string   `yaml:"kind"`     // licence certificate decision letter record receipt answer
	Validity Text     `yaml:"validity"` // empty = without end
	Delivery []string `yaml:"delivery"` // window, post, online
}

// Services are the convenience flags of an item (APT-7).
type Services struct {
	FullCourse  bool `yaml:"full_course"`      // 全程服务
	Appointment bool `yaml:"appointment"`      // 预约服务
	Extended    bool `yaml:"extended_closing"` // 延时下班
	Agent       bool `yaml:"agent"`            // 委托代办
	OnSite      bool `yaml:"onsite"`           // 上门服务 (企业现场)
}
