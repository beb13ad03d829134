-- +goose Up
CREATE TABLE journal (
    id          TEXT PRIMARY KEY,
    hall_id     TEXT NOT NULL,
    at          BIGINT NOT NULL,
    type        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id   TEXT NOT NULL,
    object_seq  BIGINT NOT NULL,
    payload     TEXT NOT NULL,
    salt        TEXT NOT NULL,
    leaf        TEXT NOT NULL,
    idx         BIGINT,
    UNIQUE (object_type, object_id, object_seq)
);
CREATE UNIQUE INDEX journal_idx ON journal (idx);
CREATE INDEX journal_unsealed ON journal (at) WHERE idx IS NULL;
CREATE INDEX journal_type ON journal (hall_id, type, at);

CREATE TABLE journal_object (
    object_type TEXT NOT NULL,
    object_id   TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    PRIMARY KEY (object_type, object_id)
);

CREATE TABLE journal_node (
    i    BIGINT PRIMARY KEY,
    hash TEXT NOT NULL
);

CREATE TABLE journal_head (
    id      BIGINT PRIMARY KEY,
    size    BIGINT NOT NULL,
    root    TEXT NOT NULL,
    term    BIGINT NOT NULL,
    holder  TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE journal_cursor (
    subscriber TEXT PRIMARY KEY,
    next       BIGINT NOT NULL
);

CREATE TABLE journal_parked (
    subscriber TEXT NOT NULL,
    idx        BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    error      TEXT NOT NULL,
    PRIMARY KEY (subscriber, idx)
);
INSERT INTO journal_head (id, size, root, term, holder, expires) VALUES (1, 0, '', 0, '', 0);

-- +goose Down
SELECT 1;
