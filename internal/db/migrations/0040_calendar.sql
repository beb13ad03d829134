-- +goose Up
-- Changes of the calendar: a year's list, a region's days, a hall's closures. A row is entered by one person and confirmed by another;
-- what is in force is the built-in calendar with the confirmed rows in the order of seq. rev numbers every change of what is in force.
CREATE TABLE almanac_change (
    id            TEXT PRIMARY KEY,
    hall_id       TEXT NOT NULL,
    kind          TEXT NOT NULL,
    state         TEXT NOT NULL,
    year          BIGINT NOT NULL,
    title         TEXT NOT NULL,
    number        TEXT NOT NULL,
    issued        TEXT NOT NULL,
    region        TEXT NOT NULL,
    days          TEXT NOT NULL,
    from_at       BIGINT NOT NULL,
    to_at         BIGINT NOT NULL,
    reason        TEXT NOT NULL,
    entered_by    TEXT NOT NULL,
    entered_at    BIGINT NOT NULL,
    agreed_by     TEXT NOT NULL,
    agreed_at     BIGINT NOT NULL,
    agreed_reason TEXT NOT NULL,
    confirmed_by  TEXT NOT NULL,
    confirmed_at  BIGINT NOT NULL,
    confirmed_reason TEXT NOT NULL,
    ended_by      TEXT NOT NULL,
    ended_at      BIGINT NOT NULL,
    ended_reason  TEXT NOT NULL,
    seq           BIGINT NOT NULL,
    rev           BIGINT NOT NULL,
    clocks        BIGINT NOT NULL,
    moved         BIGINT NOT NULL,
    kept          BIGINT NOT NULL,
    applied_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX almanac_change_seq ON almanac_change (seq) WHERE seq > 0;
CREATE UNIQUE INDEX almanac_change_rev ON almanac_change (rev) WHERE rev > 0;
CREATE INDEX almanac_change_entered ON almanac_change (entered_at);

ALTER TABLE promise_clock ADD COLUMN cap_days BIGINT NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
