-- +goose Up
-- Ratings are only ever added: a revision is a row of its own, and the last one counts.
CREATE TABLE rating (
    id           TEXT PRIMARY KEY,
    hall_id      TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    seq          BIGINT NOT NULL,
    level        BIGINT NOT NULL,
    aspects      TEXT NOT NULL,
    comment      TEXT NOT NULL,
    channel      TEXT NOT NULL,
    window_id    TEXT NOT NULL,
    at           BIGINT NOT NULL,
    UNIQUE (subject_type, subject_id, seq)
);
CREATE INDEX rating_hall ON rating (hall_id, at);

-- What was done about a bad rating: contact, then putting right. Each once.
CREATE TABLE rating_answer (
    id        TEXT PRIMARY KEY,
    hall_id   TEXT NOT NULL,
    rating_id TEXT NOT NULL,
    kind      TEXT NOT NULL,
    staff     TEXT NOT NULL,
    words     TEXT NOT NULL,
    at        BIGINT NOT NULL,
    UNIQUE (rating_id, kind)
);

-- Wrong guesses of codes, by a digest of what they were tried on or from where. Forgotten after an hour.
CREATE TABLE guess (
    id     TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    at     BIGINT NOT NULL
);
CREATE INDEX guess_source ON guess (source, at);
CREATE INDEX guess_at ON guess (at);

-- Which cases a browser may look at, by a random token in its cookie.
CREATE TABLE citizen_access (
    token_hash TEXT NOT NULL,
    hall_id    TEXT NOT NULL,
    case_id    TEXT NOT NULL,
    opened_at  BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,
    PRIMARY KEY (token_hash, case_id)
);
CREATE INDEX citizen_access_until ON citizen_access (until_at);

-- The first PDF of a letter, by the hash of its content; reprints are made from it (decision 8).
CREATE TABLE letter_pdf (
    letter_id TEXT PRIMARY KEY,
    hall_id   TEXT NOT NULL,
    hash      TEXT NOT NULL,
    at        BIGINT NOT NULL
);

-- +goose Down
SELECT 1;
