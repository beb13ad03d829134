-- +goose Up
CREATE TABLE queue_line (
    id         TEXT PRIMARY KEY,
    hall_id    TEXT NOT NULL,
    code       TEXT NOT NULL,
    letter     TEXT NOT NULL,
    name_zh    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    department TEXT NOT NULL,
    minutes    BIGINT NOT NULL,
    cutoff     BIGINT NOT NULL,
    position   BIGINT NOT NULL,
    run        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX queue_line_hall ON queue_line (hall_id, position);

CREATE TABLE queue_window (
    id        TEXT PRIMARY KEY,
    hall_id   TEXT NOT NULL,
    no        TEXT NOT NULL,
    zone      TEXT NOT NULL,
    state     TEXT NOT NULL,
    staff     TEXT NOT NULL,
    name      TEXT NOT NULL,
    since     BIGINT NOT NULL,
    reason    TEXT NOT NULL,
    return_at BIGINT NOT NULL,
    ticket_id TEXT NOT NULL
);
CREATE INDEX queue_window_hall ON queue_window (hall_id, no);

CREATE TABLE queue_serves (
    window_id     TEXT NOT NULL,
    hall_id       TEXT NOT NULL,
    line_id       TEXT NOT NULL,
    rank          BIGINT NOT NULL,
    priority_only BIGINT NOT NULL,
    PRIMARY KEY (window_id, line_id)
);
CREATE INDEX queue_serves_line ON queue_serves (line_id);

CREATE TABLE queue_window_span (
    window_id TEXT NOT NULL,
    hall_id   TEXT NOT NULL,
    since     BIGINT NOT NULL,
    until     BIGINT NOT NULL,
    state     TEXT NOT NULL,
    staff     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    PRIMARY KEY (window_id, since)
);

CREATE TABLE queue_number (
    hall_id TEXT NOT NULL,
    day     TEXT NOT NULL,
    letter  TEXT NOT NULL,
    last    BIGINT NOT NULL,
    PRIMARY KEY (hall_id, day, letter)
);

CREATE TABLE ticket (
    id          TEXT PRIMARY KEY,
    hall_id     TEXT NOT NULL,
    day         TEXT NOT NULL,
    number      TEXT NOT NULL,
    line_id     TEXT NOT NULL,
    class       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    state       TEXT NOT NULL,
    taken_at    BIGINT NOT NULL,
    order_at    BIGINT NOT NULL,
    calls       BIGINT NOT NULL,
    call_at     BIGINT NOT NULL,
    called_at   BIGINT NOT NULL,
    served_at   BIGINT NOT NULL,
    missed_at   BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL,
    window_id   TEXT NOT NULL,
    staff       TEXT NOT NULL,
    person      TEXT NOT NULL,
    origin      TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    rating_hash TEXT NOT NULL DEFAULT '',
    version     BIGINT NOT NULL,
    UNIQUE (hall_id, day, number)
);
CREATE INDEX ticket_waiting ON ticket (line_id, class, order_at) WHERE state = 'waiting';
CREATE INDEX ticket_active ON ticket (hall_id, state) WHERE ended_at = 0;
CREATE INDEX ticket_origin ON ticket (origin, taken_at);
CREATE INDEX ticket_window ON ticket (window_id, day);
CREATE INDEX ticket_ended ON ticket (hall_id, ended_at);
CREATE UNIQUE INDEX ticket_one_a_person ON ticket (line_id, day, person) WHERE person <> '' AND ended_at = 0;
CREATE UNIQUE INDEX ticket_secret ON ticket (secret_hash);
CREATE INDEX ticket_rating ON ticket (rating_hash) WHERE rating_hash <> '';

CREATE TABLE ticket_matter (
    id         TEXT PRIMARY KEY,
    hall_id    TEXT NOT NULL,
    ticket_id  TEXT NOT NULL,
    position   BIGINT NOT NULL,
    item       TEXT NOT NULL,
    line_id    TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    ref        TEXT NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE INDEX ticket_matter_ticket ON ticket_matter (ticket_id, position);

CREATE TABLE ticket_span (
    ticket_id TEXT NOT NULL,
    hall_id   TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    state     TEXT NOT NULL,
    line_id   TEXT NOT NULL,
    window_id TEXT NOT NULL,
    staff     TEXT NOT NULL,
    since     BIGINT NOT NULL,
    until     BIGINT NOT NULL,
    reason    TEXT NOT NULL,
    PRIMARY KEY (ticket_id, seq)
);

CREATE TABLE ticket_call (
    id        TEXT PRIMARY KEY,
    hall_id   TEXT NOT NULL,
    zone      TEXT NOT NULL,
    ticket_id TEXT NOT NULL,
    number    TEXT NOT NULL,
    window_no TEXT NOT NULL,
    reason    TEXT NOT NULL,
    again     BIGINT NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX ticket_call_hall ON ticket_call (hall_id, at);

-- +goose Down
SELECT 1;
