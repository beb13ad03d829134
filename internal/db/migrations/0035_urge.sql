-- +goose Up
-- An applicant presses for a case, once a working day.
CREATE TABLE urge (
    id      TEXT PRIMARY KEY,
    hall_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    n       BIGINT NOT NULL,
    day     TEXT NOT NULL,
    at      BIGINT NOT NULL,
    UNIQUE (case_id, day),
    UNIQUE (case_id, n)
);

-- +goose Down
SELECT 1;
