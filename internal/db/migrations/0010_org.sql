-- +goose Up
CREATE TABLE org_hall (
    id            TEXT PRIMARY KEY,
    hall_id       TEXT NOT NULL,
    name_zh       TEXT NOT NULL,
    name_en       TEXT NOT NULL,
    address_zh    TEXT NOT NULL,
    address_en    TEXT NOT NULL,
    phone         TEXT NOT NULL,
    booking_phone TEXT NOT NULL,
    region        TEXT NOT NULL,
    head          TEXT NOT NULL,
    uninterrupted BIGINT NOT NULL,
    ord           BIGINT NOT NULL
);

CREATE TABLE org_zone (
    id      TEXT PRIMARY KEY,
    hall_id TEXT NOT NULL,
    code    TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    UNIQUE (hall_id, code)
);

CREATE TABLE org_department (
    id          TEXT PRIMARY KEY,
    hall_id     TEXT NOT NULL,
    name_zh     TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    short_zh    TEXT NOT NULL,
    short_en    TEXT NOT NULL,
    uscc        TEXT NOT NULL,
    doc_prefix  TEXT NOT NULL,
    responsible TEXT NOT NULL,
    supervisor  TEXT NOT NULL,
    phones      TEXT NOT NULL
);

CREATE TABLE org_post (
    id            TEXT PRIMARY KEY,
    hall_id       TEXT NOT NULL,
    department_id TEXT NOT NULL,
    name_zh       TEXT NOT NULL,
    name_en       TEXT NOT NULL,
    kind          TEXT NOT NULL,
    a             TEXT NOT NULL,
    b             TEXT NOT NULL
);

CREATE TABLE org_window (
    id            TEXT PRIMARY KEY,
    hall_id       TEXT NOT NULL,
    no            TEXT NOT NULL,
    zone_id       TEXT NOT NULL,
    department_id TEXT NOT NULL,
    kind          TEXT NOT NULL,
    name_zh       TEXT NOT NULL,
    name_en       TEXT NOT NULL,
    post_id       TEXT NOT NULL,
    businesses    TEXT NOT NULL,
    UNIQUE (hall_id, no)
);

-- Who held a post from when to when; until 0 is open. The two keys leave room for one answer at any instant.
CREATE TABLE org_holder (
    id       TEXT PRIMARY KEY,
    hall_id  TEXT NOT NULL,
    post_id  TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    held_as  TEXT NOT NULL,
    since    BIGINT NOT NULL,
    until    BIGINT NOT NULL,
    UNIQUE (post_id, since),
    UNIQUE (post_id, until)
);
CREATE INDEX org_holder_staff ON org_holder (staff_id, until);

-- +goose Down
SELECT 1;
