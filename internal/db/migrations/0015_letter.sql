-- +goose Up
CREATE TABLE letter (
    id           TEXT PRIMARY KEY,
    hall_id      TEXT NOT NULL,
    department   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    number       TEXT NOT NULL UNIQUE,
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    digest       TEXT NOT NULL,
    issued_at    BIGINT NOT NULL,
    issued_by    TEXT NOT NULL,
    void         BIGINT NOT NULL,
    reason       TEXT NOT NULL,
    prints       BIGINT NOT NULL,
    content      TEXT NOT NULL
);
CREATE INDEX letter_subject ON letter (subject_type, subject_id);
CREATE INDEX letter_hall ON letter (hall_id, kind, issued_at);

CREATE TABLE letter_number (
    department TEXT NOT NULL,
    hall_id    TEXT NOT NULL,
    series     TEXT NOT NULL,
    year       BIGINT NOT NULL,
    last       BIGINT NOT NULL,
    PRIMARY KEY (department, series, year)
);

-- +goose Down
SELECT 1;
