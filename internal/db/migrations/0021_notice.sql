-- +goose Up
CREATE TABLE notice (
    id          TEXT PRIMARY KEY,
    hall_id     TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    item        TEXT NOT NULL,
    ticket_id   TEXT NOT NULL,
    letter_id   TEXT NOT NULL,
    number      TEXT NOT NULL,
    declined    BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    second      TEXT NOT NULL,
    breach      BIGINT NOT NULL,
    gaps        TEXT NOT NULL,
    issued_at   BIGINT NOT NULL,
    until_at    BIGINT NOT NULL,
    clerk       TEXT NOT NULL,
    supplied_at BIGINT NOT NULL,
    code_hash   TEXT NOT NULL UNIQUE,
    UNIQUE (case_id, seq)
);
CREATE INDEX notice_hall ON notice (hall_id, issued_at);
CREATE INDEX notice_breach ON notice (hall_id, issued_at) WHERE breach = 1;

-- +goose Down
SELECT 1;
