-- +goose Up
CREATE TABLE once (
    scope  TEXT NOT NULL,
    key    TEXT NOT NULL,
    body   TEXT NOT NULL,
    object TEXT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX once_at ON once (at);

-- +goose Down
SELECT 1;
