-- +goose Up
-- Every version of every item that was ever published; a row never changes. The id is code@version.
CREATE TABLE catalogue_item_version (
    id           TEXT PRIMARY KEY,
    hall_id      TEXT NOT NULL,
    code         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    digest       TEXT NOT NULL,
    body         TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    UNIQUE (code, version)
);

-- Which catalogue was put in force when; the highest seq is in force.
CREATE TABLE catalogue_publication (
    id           TEXT PRIMARY KEY,
    hall_id      TEXT NOT NULL,
    seq          BIGINT NOT NULL UNIQUE,
    digest       TEXT NOT NULL,
    published_at BIGINT NOT NULL
);

-- +goose Down
SELECT 1;
