package catalogue

import "yichuang/internal/ids"

// Text is one wording in both languages. Chinese is the text with legal effect; English is a help.
type Text struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

// In returns the wording for a language tag ("en", "en-GB", "zh-CN"), Chinese when there is no English.
func (t Text) In(lang string) string {
	if len(lang) >= 2 && lang[:2] == "en" && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

// File is what one YAML file of a catalogue folder may contain. The file names are free: all files are merged.
type File struct {
	City        *City        `yaml:"city"`
	Laws        []Law        `yaml:"laws"`
	Halls       []Hall       `yaml:"halls"`
	Queues      []Queue      `yaml:"queues"`
	Windows     []Window     `yaml:"windows"`
	Departments []Department `yaml:"departments"`
	Posts       []Post       `yaml:"posts"`
	Staff       []Staff      `yaml:"staff"`
	Priorities  []Priority   `yaml:"priorities"`
	Promises    []Promise    `yaml:"promises"`
	Phrases     []Phrase     `yaml:"phrases"`
	Notices     []Notice     `yaml:"notices"`
	Items       []Item       `yaml:"items"`
}

// City (城市) is the area whose halls share one catalogue, so that an item flagged 同城通办 can be taken anywhere in it (CAS-3).
type City struct {
	Code     string   `yaml:"code"`
	Name     Text     `yaml:"name"`
	Region   string   `yaml:"region"`   // GB/T 2260, six digits; 990000 is made up
	Hotline  string   `yaml:"hotline"`  // 12345-like number shown on every sheet
	Covenant []Text   `yaml:"covenant"` // 服务公约, one clause an entry (PUB-8)
	Halls    []string `yaml:"halls"`    // hall codes in the order of display; the first is the default hall
	Ladder   []Rung   `yaml:"ladder"`   // of the halls that have none of their own; empty = the program's default

	Origin Origin `yaml:"-" json:"-"`
}

// Law (可引用的法条) lists the articles that a basis may cite, with how sure we are of their wording:
// V = the full article was read, K = known. Whatever is not listed here is 依据待核.
type Law struct {
	Law      string   `yaml:"law"`
	Title    Text     `yaml:"title"`
	Tag      string   `yaml:"tag"` // V or K
	Articles []string `yaml:"articles"`

	Origin Origin `yaml:"-" json:"-"`
}

// Basis (依据) cites one article. Tag V or K must agree with a Law entry; an empty tag is shown as 依据待核.
type Basis struct {
	Law     string `yaml:"law"`
	Article string `yaml:"article"`
	Tag     string `yaml:"tag"`
}

// Pending reports that nobody has verified the citation yet (依据待核).
func (b Basis) Pending() bool { return b.Tag == "" }

// Hall (大厅) is one place with a door: windows, zones, office hours.
type Hall struct {
	Code          string  `yaml:"code"`
	Name          Text    `yaml:"name"`
	Address       Text    `yaml:"address"`
	Phone         string  `yaml:"phone"`
	Booking       string  `yaml:"booking_phone"` // 预约电话, published with the appointment rule (APT-14)
	Region        string  `yaml:"region"`
	Head          string  `yaml:"head"` // staff code of the hall head
	Hours         []Hours `yaml:"hours"`
	Uninterrupted bool    `yaml:"uninterrupted"` // 不间断工作制: runs through lunch with a roster (APT-12)
	Zones         []Zone  `yaml:"zones"`
	Ladder        []Rung  `yaml:"ladder"` // 提醒台阶, instead of the city's

	Origin Origin `yaml:"-" json:"-"`
}

// Rung (提醒台阶) is one step on the ladder of reminders that every running limit climbs: where it stands, who is told there, and the
// card of electronic supervision (黄牌, 红牌) that it gives.
type Rung struct {
	When string   `yaml:"when"` // used | before | due | after
	N    int      `yaml:"n"`    // used: percent of the limit; before, after: working days; due: nothing
	Tell []string `yaml:"tell"` // handler | b | section | division
	Card string   `yaml:"card"` // yellow (before) | red (due, after); empty = none
}

// Hours is one season's timetable on working days. From and To are mm-dd, both included, and may wrap over New Year.
type Hours struct {
	Season string   `yaml:"season"` // summer | winter | all_year
	From   string   `yaml:"from"`
	To     string   `yaml:"to"`
	Open   []string `yaml:"open"` // "09:00-12:00"
}

// Zone (区) is a part of the hall with a display of its own.
type Zone struct {
	Code string `yaml:"code"`
	Name Text   `yaml:"name"`
}

// Queue (业务) is one line of waiting people: what a ticket letter stands for. Its numbers begin at 1 each day.
type Queue struct {
	Code       string `yaml:"code"`
	Letter     string `yaml:"letter"` // A..Z, unique in the city
	Name       Text   `yaml:"name"`
	Department string `yaml:"department"`
	Minutes    int    `yaml:"minutes"` // usual service time, minutes; the first guess for the waiting time
	Cutoff     int    `yaml:"cutoff"`  // minutes before closing at which tickets end

	Origin Origin `yaml:"-" json:"-"`
}

// WindowKind says whom a window serves.
type WindowKind string

const (
	Integrated WindowKind = "integrated" // 综合窗口, 一窗多能: many queues
	Dedicated  WindowKind = "dedicated"  // 专窗, e.g. invoice sale
	PriorityW  WindowKind = "priority"   // 绿色通道窗口 (APT-8)
	LastResort WindowKind = "unresolved" // 办不成事反映窗口
)

// Window (窗口) is a desk where a ticket is called to.
type Window struct {
	Hall       string     `yaml:"hall"`
	No         string     `yaml:"no"` // "3"; unique in the hall
	Zone       string     `yaml:"zone"`
	Kind       WindowKind `yaml:"kind"`
	Name       Text       `yaml:"name"`       // optional; default is "{no}号窗口"
	Department string     `yaml:"department"` // empty at an integrated window of several departments
	Queues     []string   `yaml:"queues"`     // served, in order of preference
	Post       string     `yaml:"post"`       // the window post; its A and B sit here (DUT-1)

	Origin Origin `yaml:"-" json:"-"`
}

// Phones of a department; "responsible", "complaints" and "discipline" are published with every item (PUB-1, PUB-7).
type Phones struct {
	Enquiry     string `yaml:"enquiry"`
	Responsible string `yaml:"responsible"`
	Complaints  string `yaml:"complaints"`
	Discipline  string `yaml:"discipline"`
}

// Department (部门) is the authority that answers for an item.
type Department struct {
	Code        string `yaml:"code"`
	Name        Text   `yaml:"name"`
	Short       Text   `yaml:"short"`
	USCC        string `yaml:"uscc"`        // 统一社会信用代码, GB 32100
	DocPrefix   string `yaml:"doc_prefix"`  // 机关代字, begins every document number
	Responsible string `yaml:"responsible"` // staff code of the responsible person (责任人)
	Supervisor  string `yaml:"supervisor"`  // staff code of the supervision post (监督岗), optional
	Phones      Phones `yaml:"phones"`
	Source      string `yaml:"source"` // which of the five source texts it follows: S1..S5

	Origin Origin `yaml:"-" json:"-"`
}

// PostKind says what a post (岗位) does.
type PostKind string

const (
	WindowPost   PostKind = "window"   // 窗口岗
	ApproverPost PostKind = "approver" // 审批岗
	LeaderPost   PostKind = "leader"   // 领导岗
)

// Post (岗位) has an A and a B, so that nobody's absence stops a matter (DUT-1).
type Post struct {
	Code       string   `yaml:"code"`
	Name       Text     `yaml:"name"`
	Hall       string   `yaml:"hall"` // needed for a window post; empty = the department's office
	Department string   `yaml:"department"`
	Kind       PostKind `yaml:"kind"`
	A          string   `yaml:"a"` // staff code
	B          string   `yaml:"b"` // staff code, another person

	Origin Origin `yaml:"-" json:"-"`
}

// Staff is one person who works here. Names in catalogues are made up.
type Staff struct {
	Code       string     `yaml:"code"`
	Name       Text       `yaml:"name"`
	Badge      string     `yaml:"badge"` // 工号 on the badge
	Department string     `yaml:"department"`
	Hall       string     `yaml:"hall"`
	Title      Text       `yaml:"title"`     // 职务, optional
	Roles      []ids.Role `yaml:"roles"`     // see Roles
	Qualified  []string   `yaml:"qualified"` // queue codes (DUT-7); empty = every queue of the own department

	Origin Origin `yaml:"-" json:"-"`
}

// Priority is a class of people who are served ahead (APT-8).
type Priority struct {
	Code   string `yaml:"code"`
	Name   Text   `yaml:"name"`
	Proof  Text   `yaml:"proof"` // what shows it; "none, by sight" is an answer
	Source string `yaml:"source"`

	Origin Origin `yaml:"-" json:"-"`
}

// Promise (服务承诺) is a published figure that the program measures (PUB-6).
type Promise struct {
	Code        string   `yaml:"code"`
	Title       Text     `yaml:"title"`
	Measure     string   `yaml:"measure"`   // name of the measurement, e.g. items_on_time
	Direction   string   `yaml:"direction"` // at_least | at_most
	Target      float64  `yaml:"target"`
	Unit        string   `yaml:"unit"`        // percent | minutes | count | points
	Departments []string `yaml:"departments"` // empty = all
	Rule        string   `yaml:"rule"`        // rulebook id, e.g. LIM-5
	Source      string   `yaml:"source"`

	Origin Origin `yaml:"-" json:"-"`
}

// Phrase (文明用语) is the courteous wording for one moment (DUT-9). {fields} are filled in by the page.
type Phrase struct {
	Moment string `yaml:"moment"` // greeting, missing_papers, hand_over, cash_received, ...
	Place  string `yaml:"place"`  // hall | phone | outdoor | daily | forbidden
	Text   Text   `yaml:"text"`
	Source string `yaml:"source"`

	Origin Origin `yaml:"-" json:"-"`
}

// Notice runs over the screens (滚动公告); policies come first (PUB-2).
type Notice struct {
	Code  string   `yaml:"code"`
	Kind  string   `yaml:"kind"` // policy | notice
	Text  Text     `yaml:"text"`
	Halls []string `yaml:"halls"` // empty = all
	From  string   `yaml:"from"`  // yyyy-mm-dd, empty = always
	To    string   `yaml:"to"`

	Origin Origin `yaml:"-" json:"-"`
}
